package io.tappass.host.landlock;

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
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that restricts itself and then tries what it was told, by system calls. Standard input:
 * {@code {"spec":{...},"attempts":[...]}}; standard output: one word of {@link Outcome} a line, in
 * order. A process of its own, because a restricted thread must not stay in the daemon.
 */
public final class KernelProbe {
  private static final int INPUT_BYTES_MAX = 2 << 20;
  private static final int AT_FDCWD = -100;
  private static final long O_RDONLY_CLOEXEC = 0x80000;
  private static final long O_CREATE_NEW = 0x1 | 0x40 | 0x80 | 0x80000;
  private static final int AF_INET = 2;
  private static final int SOCK_STREAM = 1;

  private KernelProbe() {}

  /** Ends with 0 once every attempt was made, and with 126 if nothing could be held. */
  public static void main(String[] arguments) throws IOException {
    int status;
    try {
      run(System.in.readNBytes(INPUT_BYTES_MAX));
      return;
    } catch (StartRefused e) {
      System.err.println(e.line());
      status = StartRefused.EXIT_STATUS;
    } catch (JsonException | JsonShapeException e) {
      System.err.println("tappass-host: probe: " + e.getMessage());
      status = 2;
    }
    System.exit(status);
  }

  private static void run(byte[] input) throws StartRefused, JsonException, JsonShapeException {
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
      System.out.print(lines);
      System.out.flush();
    }
  }

  /** The document that {@link #main} reads. */
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
