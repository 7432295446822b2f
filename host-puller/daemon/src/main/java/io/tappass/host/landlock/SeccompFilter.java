package io.tappass.host.landlock;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The seccomp companion of {@code docs/spec/landlock.md} as a classic BPF program for x86_64: it
 * closes the ways around Landlock's TCP rules. Pure; {@link #program} gives the kernel's bytes.
 *
 * <p>Offsets are those of {@code struct seccomp_data}: number 0, architecture 4, arguments from 16
 * on, eight bytes each, the lower half first.
 */
final class SeccompFilter {
  private static final int KILL_PROCESS = 0x80000000;
  private static final int ALLOW = 0x7fff0000;
  private static final int ERRNO = 0x00050000;
  private static final int X32_BIT = 0x40000000;

  private static final int LOAD = 0x20;
  private static final int AND = 0x54;
  private static final int JUMP_EQUAL = 0x15;
  private static final int JUMP_GREATER_OR_EQUAL = 0x35;
  private static final int JUMP_ANY_BIT = 0x45;
  private static final int RETURN = 0x06;

  private static final int NUMBER = 0;
  private static final int ARCHITECTURE = 4;

  private static final int AF_UNIX = 1;
  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  private static final int SOCK_STREAM = 1;
  private static final int TYPE_MASK = 0xf;
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_FASTOPEN_CONNECT = 30;
  private static final int MSG_FASTOPEN = 0x20000000;
  private static final int TIOCSTI = 0x5412;
  private static final int TIOCLINUX = 0x541c;

  private static final int SYS_IOCTL = 16;
  private static final int SYS_SOCKET = 41;
  private static final int SYS_SENDTO = 44;
  private static final int SYS_SENDMSG = 46;
  private static final int SYS_LISTEN = 50;
  private static final int SYS_SOCKETPAIR = 53;
  private static final int SYS_SETSOCKOPT = 54;
  private static final int SYS_SENDMMSG = 307;
  private static final int SYS_IO_URING_SETUP = 425;

  /** One instruction; jumps count the instructions that are skipped. */
  record Instruction(int code, int jumpTrue, int jumpFalse, int operand) {}

  private final List<Instruction> instructions = new ArrayList<>();

  private SeccompFilter() {}

  /**
   * The program as an array of {@code struct sock_filter}, eight bytes an instruction.
   *
   * @param mayListen whether a bind port is granted
   */
  static byte[] program(boolean mayListen) {
    List<Instruction> instructions = instructions(mayListen);
    ByteBuffer bytes = ByteBuffer.allocate(instructions.size() * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (Instruction instruction : instructions) {
      bytes
          .putShort((short) instruction.code())
          .put((byte) instruction.jumpTrue())
          .put((byte) instruction.jumpFalse())
          .putInt(instruction.operand());
    }
    return bytes.array();
  }

  static List<Instruction> instructions(boolean mayListen) {
    var filter = new SeccompFilter();
    filter.load(ARCHITECTURE);
    filter.add(JUMP_EQUAL, 1, 0, Processor.X86_64.auditArch);
    filter.answer(KILL_PROCESS);
    filter.load(NUMBER);
    filter.add(JUMP_GREATER_OR_EQUAL, 0, 1, X32_BIT);
    filter.answer(KILL_PROCESS);
    filter.onCall(SYS_SOCKET, socket());
    filter.onCall(SYS_SOCKETPAIR, socketPair());
    filter.onCall(SYS_SENDTO, refuseBits(3, MSG_FASTOPEN, Errno.EOPNOTSUPP));
    filter.onCall(SYS_SENDMSG, refuseBits(2, MSG_FASTOPEN, Errno.EOPNOTSUPP));
    filter.onCall(SYS_SENDMMSG, refuseBits(3, MSG_FASTOPEN, Errno.EOPNOTSUPP));
    filter.onCall(SYS_SETSOCKOPT, setSocketOption());
    filter.onCall(SYS_IOCTL, terminal());
    if (!mayListen) {
      filter.onCall(SYS_LISTEN, always(Errno.EPERM));
    }
    filter.onCall(SYS_IO_URING_SETUP, always(Errno.ENOSYS));
    filter.answer(ALLOW);
    return List.copyOf(filter.instructions);
  }

  /** {@code body} decides about the call completely: it ends with a return on every path. */
  private void onCall(int number, SeccompFilter body) {
    add(JUMP_EQUAL, 0, body.instructions.size(), number);
    instructions.addAll(body.instructions);
  }

  private static SeccompFilter socket() {
    var body = new SeccompFilter();
    body.load(argument(0));
    body.add(JUMP_EQUAL, 8, 0, AF_UNIX); // allow
    body.add(JUMP_EQUAL, 1, 0, AF_INET);
    body.add(JUMP_EQUAL, 0, 7, AF_INET6); // else refuse
    body.load(argument(1));
    body.add(AND, 0, 0, TYPE_MASK);
    body.add(JUMP_EQUAL, 0, 4, SOCK_STREAM); // else refuse
    body.load(argument(2));
    body.add(JUMP_EQUAL, 1, 0, 0);
    body.add(JUMP_EQUAL, 0, 1, IPPROTO_TCP); // else refuse
    body.answer(ALLOW);
    body.answer(ERRNO | Errno.EAFNOSUPPORT);
    return body;
  }

  private static SeccompFilter socketPair() {
    var body = new SeccompFilter();
    body.load(argument(0));
    body.add(JUMP_EQUAL, 0, 1, AF_UNIX);
    body.answer(ALLOW);
    body.answer(ERRNO | Errno.EAFNOSUPPORT);
    return body;
  }

  private static SeccompFilter setSocketOption() {
    var body = new SeccompFilter();
    body.load(argument(1));
    body.add(JUMP_EQUAL, 0, 3, IPPROTO_TCP);
    body.load(argument(2));
    body.add(JUMP_EQUAL, 0, 1, TCP_FASTOPEN_CONNECT);
    body.answer(ERRNO | Errno.EOPNOTSUPP);
    body.answer(ALLOW);
    return body;
  }

  private static SeccompFilter terminal() {
    var body = new SeccompFilter();
    body.load(argument(1));
    body.add(JUMP_EQUAL, 1, 0, TIOCSTI);
    body.add(JUMP_EQUAL, 0, 1, TIOCLINUX);
    body.answer(ERRNO | Errno.EPERM);
    body.answer(ALLOW);
    return body;
  }

  private static SeccompFilter refuseBits(int argument, int bits, int errno) {
    var body = new SeccompFilter();
    body.load(argument(argument));
    body.add(JUMP_ANY_BIT, 0, 1, bits);
    body.answer(ERRNO | errno);
    body.answer(ALLOW);
    return body;
  }

  private static SeccompFilter always(int errno) {
    var body = new SeccompFilter();
    body.answer(ERRNO | errno);
    return body;
  }

  private static int argument(int index) {
    return 16 + 8 * index;
  }

  private void load(int offset) {
    add(LOAD, 0, 0, offset);
  }

  private void answer(int action) {
    add(RETURN, 0, 0, action);
  }

  private void add(int code, int jumpTrue, int jumpFalse, int operand) {
    instructions.add(new Instruction(code, jumpTrue, jumpFalse, operand));
  }
}
