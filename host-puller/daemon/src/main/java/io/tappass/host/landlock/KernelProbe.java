package io.tappass.host.landlock;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tappass.host.landlock.KernelAttempt.Outcome;
import io.tappass.json.CanonicalJson;
import io.tappass.json.JsonException;
import io.tappass.json.JsonFields;
import io.tappass.json.JsonLimits;
import io.tappass.json.JsonShapeException;
import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonObject;
import io.tappass.json.StrictJson;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A program whose threads restrict themselves and then try what they were told, by system calls.
 * Standard input: questions, each a length of four bytes and {@code
 * {"spec":{...},"attempts":[...]}}; standard output: to each a length and one word of {@link
 * Outcome} a line, in order, or one line that says why nothing was tried. A process of its own,
 * because a restricted thread must not stay in the daemon.
 */
public final class KernelProbe {
  private static final int INPUT_BYTES_MAX = 2 << 20;
  private static final int AT_FDCWD = -100;
  private static final long O_RDONLY_CLOEXEC = 0x80000;
  private static final long O_CREATE_NEW = 0x1 | 0x40 | 0x80 | 0x80000;
  private static final int AF_INET = 2;
  private static final int SOCK_STREAM = 1;

  private KernelProbe() {}

  /** Answers until standard input ends. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    var questions = new DataInputStream(System.in);
    var answers = new DataOutputStream(new FileOutputStream(FileDescriptor.out));
    // Links the system calls while nobody waits.
    Landlock.abi();
    while (true) {
      int length;
      try {
        length = questions.readInt();
      } catch (EOFException e) {
        return;
      }
      if (length < 0 || length > INPUT_BYTES_MAX) {
        // Where the next question begins is no longer known.
        return;
      }
      byte[] answer = answerInThread(questions.readNBytes(length)).getBytes(UTF_8);
      answers.writeInt(answer.length);
      answers.write(answer);
      answers.flush();
    }
  }

  /**
   * INVARIANT: what one spec allows is tried by a thread that no other spec has held and that ends
   * with the question; restrictions of a thread only ever add up.
   */
  private static String answerInThread(byte[] question) throws InterruptedException {
    var answer = new AtomicReference<>("the probing thread died");
    Thread thread =
        Thread.ofPlatform()
            .start(() -> {
              try {
                answer.set(run(question));
              } catch (StartRefused e) {
                answer.set(e.line());
              } catch (JsonException | JsonShapeException e) {
                answer.set("not a question: " + e.getMessage());
              }
            });
    thread.join();
    return answer.get();
  }

  private static String run(byte[] input) throws StartRefused, JsonException, JsonShapeException {
    JsonFields fields =
        JsonFields.of("probe", StrictJson.parse(input, JsonLimits.bytes(INPUT_BYTES_MAX)));
    LandlockSpec spec = LandlockSpecJson.read(fields.any("spec"));
    List<KernelAttempt> attempts = new ArrayList<>();
    for (JsonValue item : fields.array("attempts")) {
      if (!(item instanceof JsonObject attempt)) {
        throw new JsonShapeException("probe.attempts holds no object");
      }
      attempts.add(KernelAttempt.read(attempt));
    }
    Landlock landlock = Landlock.ofThisKernel();
    Processor processor = Processor.ofThisMachine().orElseThrow();
    long[] results = new long[attempts.size()];
    try (Arena arena = Arena.ofConfined()) {
      long[] operands = new long[attempts.size()];
      for (int index = 0; index < operands.length; index++) {
        operands[index] = operand(arena, attempts.get(index));
      }
      MemorySegment list = openHow(arena, O_RDONLY_CLOEXEC, 0);
      MemorySegment create = openHow(arena, O_CREATE_NEW, 0600);
      Landlock.Prepared prepared = landlock.prepare(spec, arena);
      outcome(0); // loads the class
      prepared.enforce();
      // From here on no class file may be needed: the class path is outside the grants.
      for (int index = 0; index < results.length; index++) {
        results[index] =
            switch (attempts.get(index).kind()) {
              case LIST -> open(operands[index], list);
              case CREATE -> create(processor, operands[index], create);
              case CONNECT -> connect(processor, operands[index]);
            };
      }
      var lines = new StringBuilder();
      for (long result : results) {
        lines.append(outcome(result)).append('\n');
      }
      return lines.toString();
    }
  }

  /** A question that {@link #main} reads, without its length. */
  public static byte[] input(JsonObject spec, List<JsonObject> attempts) {
    return CanonicalJson.writeOwn(
        JsonValue.object()
            .put("spec", spec)
            .put("attempts", new JsonArray(List.copyOf(attempts)))
            .build());
  }

  private static Outcome outcome(long result) {
    if (result >= 0 || result == -Errno.ECONNREFUSED) {
      // Refused by nobody listening: the kernel let the attempt out.
      return Outcome.ALLOWED;
    }
    return result == -Errno.EACCES || result == -Errno.EPERM ? Outcome.DENIED : Outcome.UNKNOWN;
  }

  private static long operand(Arena arena, KernelAttempt attempt) {
    return switch (attempt.kind()) {
      case LIST, CREATE -> arena.allocateFrom(attempt.path()).address();
      case CONNECT -> {
        // struct sockaddr_in: family, port and address of loopback in network order.
        MemorySegment address = arena.allocate(16, 8);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_INET);
        address.set(ValueLayout.JAVA_BYTE, 2, (byte) (attempt.port() >> 8));
        address.set(ValueLayout.JAVA_BYTE, 3, (byte) attempt.port());
        address.set(ValueLayout.JAVA_BYTE, 4, (byte) 127);
        address.set(ValueLayout.JAVA_BYTE, 7, (byte) 1);
        yield address.address();
      }
    };
  }

  private static long open(long path, MemorySegment how) {
    return LinuxCalls.call(Processor.OPENAT2, AT_FDCWD, path, how.address(), how.byteSize());
  }

  private static long create(Processor processor, long path, MemorySegment how) {
    long result = open(path, how);
    if (result >= 0) {
      LinuxCalls.call(processor.unlinkat, AT_FDCWD, path, 0);
    }
    return result;
  }

  private static long connect(Processor processor, long address) {
    long descriptor = LinuxCalls.call(processor.socket, AF_INET, SOCK_STREAM, 0);
    return descriptor < 0
        ? descriptor
        : LinuxCalls.call(processor.connect, descriptor, address, 16);
  }

  private static MemorySegment openHow(Arena arena, long flags, long mode) {
    MemorySegment how = arena.allocate(24, 8);
    how.set(ValueLayout.JAVA_LONG, 0, flags);
    how.set(ValueLayout.JAVA_LONG, 8, mode);
    return how;
  }
}
