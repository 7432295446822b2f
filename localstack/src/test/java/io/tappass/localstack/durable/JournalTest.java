package io.tappass.localstack.durable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private Path file;

  @BeforeEach
  void nameFile(@TempDir Path folder) {
    file = folder.resolve("journal");
  }

  private List<String> records() throws IOException {
    var records = new ArrayList<String>();
    Journal.open(file, (payload, at) -> records.add(new String(payload, UTF_8))).close();
    return records;
  }

  /** Writes records, each durable before the next. */
  private void write(String... records) throws IOException {
    try (Journal journal = Journal.open(file, (payload, at) -> {})) {
      for (String record : records) {
        journal.append(record.getBytes(UTF_8));
        journal.awaitDurable();
      }
    }
  }

  @Test
  void recordsAreReplayedInOrderAndReadByTheirPlace() throws Exception {
    try (Journal journal = Journal.open(file, (payload, at) -> {})) {
      long first = journal.append("first".getBytes(UTF_8));
      long second = journal.append("second".getBytes(UTF_8));
      journal.awaitDurable();
      assertThat(journal.read(second, 6)).isEqualTo("second".getBytes(UTF_8));
      assertThat(journal.read(first + 1, 2)).isEqualTo("ir".getBytes(UTF_8));
    }
    assertThat(records()).containsExactly("first", "second");
    write("third");
    assertThat(records()).containsExactly("first", "second", "third");
  }

  @Test
  void everyTornTailIsCutOff() throws Exception {
    write("first", "second");
    byte[] whole = Files.readAllBytes(file);
    int secondAt = whole.length - "second".length() - 28;
    for (int length = secondAt + 1; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThat(records()).as("cut at %s", length).containsExactly("first");
      assertThat(Files.size(file)).isEqualTo(secondAt);
      write("again");
      assertThat(records()).containsExactly("first", "again");
    }
  }

  @Test
  void aTailOfGarbageIsCutOff() throws Exception {
    write("first");
    byte[] whole = Files.readAllBytes(file);
    byte[] longer = Arrays.copyOf(whole, whole.length + 5000);
    Files.write(file, longer);
    assertThat(records()).containsExactly("first");
  }

  @Test
  void everyDamagedByteOfAnAcknowledgedRecordIsNoticed() throws Exception {
    write("first", "second", "third");
    byte[] whole = Files.readAllBytes(file);
    int thirdAt = whole.length - "third".length() - 28;
    for (int index = 0; index < thirdAt; index++) {
      byte[] damaged = whole.clone();
      damaged[index] ^= 0x40;
      Files.write(file, damaged);
      assertThatThrownBy(this::records)
          .as("byte %s", index)
          .isInstanceOf(JournalDamagedException.class);
      assertThat(Files.size(file)).isEqualTo(whole.length);
    }
  }

  @Test
  void ofManyWritersNoneIsLost() throws Exception {
    int writers = 64;
    try (Journal journal = Journal.open(file, (payload, at) -> {})) {
      var calls = new ArrayList<Callable<Integer>>();
      for (int writer = 0; writer < writers; writer++) {
        byte[] record = ("writer " + writer).getBytes(UTF_8);
        calls.add(() -> {
          long at = journal.append(record);
          journal.awaitDurable();
          assertThat(journal.read(at, record.length)).isEqualTo(record);
          return 1;
        });
      }
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (Future<Integer> call : threads.invokeAll(calls)) {
          assertThat(call.get()).isEqualTo(1);
        }
      }
    }
    assertThat(records()).hasSize(writers).doesNotHaveDuplicates();
  }

  @Test
  void aRewrittenJournalHoldsWhatWasWrittenToIt() throws Exception {
    write("old", "older");
    Journal.rewrite(file, fresh -> fresh.append("new".getBytes(UTF_8)));
    assertThat(records()).containsExactly("new");
  }

  @Test
  void aRewriteThatWasCutShortChangesNothing() throws Exception {
    write("kept");
    Files.write(DurableFile.temporary(file), new byte[] {1, 2, 3});
    assertThat(records()).containsExactly("kept");
    assertThat(DurableFile.temporary(file)).doesNotExist();
  }

  @Test
  void aJournalThatCannotWriteTakesNothingMore() throws Exception {
    Journal journal = Journal.open(file, (payload, at) -> {});
    journal.append("kept".getBytes(UTF_8));
    journal.close();
    journal.append("late".getBytes(UTF_8));
    assertThatThrownBy(journal::awaitDurable).isInstanceOf(IOException.class);
    assertThatThrownBy(journal::awaitDurable)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("stopped");
    assertThat(records()).containsExactly("kept");
  }
}
