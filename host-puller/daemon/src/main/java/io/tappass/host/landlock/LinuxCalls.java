package io.tappass.host.landlock;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The only place that leaves Java: {@code syscall(2)} and the address of {@code environ}.
 *
 * <p>{@code syscall} is variadic and is always given six arguments: with fewer, the kernel reads
 * what happens to be in the registers, and calls that check unused arguments fail. Each call is
 * made on the calling platform thread; credentials, Landlock domain and filters are a thread's own.
 */
@SuppressWarnings("restricted") // the reason for this class
final class LinuxCalls {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout CAPTURE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CAPTURE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle SYSCALL =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("syscall"),
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_LONG),
          Linker.Option.firstVariadicArg(1),
          Linker.Option.captureCallState("errno"));

  private LinuxCalls() {}

  /** The result of the call, or minus errno. Missing arguments are zero. */
  static long call(int number, long... arguments) {
    if (arguments.length > 6) {
      throw new IllegalArgumentException("a system call has six arguments at most");
    }
    long[] six = java.util.Arrays.copyOf(arguments, 6);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CAPTURE);
      long result =
          (long)
              SYSCALL.invokeExact(
                  state, (long) number, six[0], six[1], six[2], six[3], six[4], six[5]);
      return result == -1 ? -(int) ERRNO.get(state, 0L) : result;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("syscall could not be invoked", e);
    }
  }

  /** The address of this process's environment, as {@code execve} wants it. */
  static long environment() {
    MemorySegment symbol = LINKER.defaultLookup().findOrThrow("environ");
    return symbol.reinterpret(ValueLayout.ADDRESS.byteSize()).get(ValueLayout.ADDRESS, 0).address();
  }
}
