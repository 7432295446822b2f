package io.tappass.host.landlock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tappass.host.landlock.LandlockSpec.Paths;
import io.tappass.host.landlock.LandlockSpec.PortGrade;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LandlockSpecJsonTest {
  private static final String GOOD =
      new String(
          LandlockSpecJson.write(
              new LandlockSpec(
                  "s-1",
                  "sha256:0",
                  new Paths(List.of("/usr/**"), List.of(), List.of("/dev/null")),
                  new Paths(List.of(), List.of("/srv/data"), List.of()),
                  List.of(18777),
                  List.of(),
                  PortGrade.EXACT)),
          StandardCharsets.UTF_8);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/srv/data|srv/data",
        "/srv/data|/srv/../etc",
        "/srv/data|/srv//data",
        "/srv/data|/srv/data/",
        "/srv/data|/srv/./data",
        "/srv/data|/**",
        "/srv/data|/srv/**/**/..",
        "/dev/null|/**",
        "/srv/data|/srv\\u0000",
        "18777|0",
        "18777|65536",
        "18777|1.5",
        "18777|`\"80\"`",
        "exact|Exact",
        "landlock.v1|landlock.v2",
        "`\"grants\":`|`\"grant\":`",
        "`\"sandbox\":`|`\"extra\":1,\"sandbox\":`",
        "`\"sandbox\":`|`\"sandbox\":\"a\",\"sandbox\":`",
        "`\"sandbox\":\"s-1\"`|`\"sandbox\":7`"
      })
  void one_wrong_thing_refuses_the_whole_document(String from, String to) throws Exception {
    assertThat(LandlockSpecJson.read(GOOD.getBytes(StandardCharsets.UTF_8)).sandbox())
        .isEqualTo("s-1");
    assertThat(GOOD).contains(from);
    assertRefused(GOOD.replace(from, to));
  }

  @Test
  void lists_and_bytes_beyond_their_limit_are_refused() {
    String ports =
        String.join(
            ",",
            IntStream.rangeClosed(1, LandlockSpec.ENTRIES_MAX + 1)
                .mapToObj(Integer::toString)
                .toList());
    assertRefused(GOOD.replace("18777", ports));
    String paths =
        String.join(
            "\",\"",
            IntStream.rangeClosed(1, LandlockSpec.ENTRIES_MAX + 1)
                .mapToObj(index -> "/srv/" + index)
                .toList());
    assertRefused(GOOD.replace("/srv/data", paths));
    assertRefused(GOOD.replace("/srv/data", "/srv/" + "a".repeat(LandlockSpec.PATH_BYTES_MAX)));
    assertRefused(" ".repeat(LandlockSpecJson.BYTES_MAX) + GOOD);
  }

  private static void assertRefused(String document) {
    StartRefused refused =
        catchThrowableOfType(
            StartRefused.class,
            () -> LandlockSpecJson.read(document.getBytes(StandardCharsets.UTF_8)));
    assertThat(refused).as(document).isNotNull();
    assertThat(refused.code()).isEqualTo("spec_unreadable");
  }
}
