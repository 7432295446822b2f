package io.tappass.host.landlock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tappass.host.landlock.LandlockSpec.Paths;
import io.tappass.host.landlock.LandlockSpec.PortGrade;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every test runs a real child that became a real program under the kernel's own rules. */
class SandboxExecTest {
  private static final String PYTHON = "/usr/bin/python3";

  /** Says OK or the name of the error for one attempt, in Python. */
  private static final String ATTEMPT =
      """
      import errno, socket, sys
      def attempt(name, f):
          try:
              f()
              print(name, 'OK')
          except OSError as e:
              print(name, errno.errorcode.get(e.errno, e.errno))
      """;

  @TempDir Path folder;
  private Path work;
  private Path outside;
  private ServerSocket granted;
  private ServerSocket other;

  @BeforeEach
  void needsLandlock() throws Exception {
    assumeTrue(
        Landlock.abi().orElse(0) >= Landlock.ABI_MIN,
        "the kernel has no Landlock of version " + Landlock.ABI_MIN + " or later");
    folder = folder.toRealPath();
    work = Files.createDirectory(folder.resolve("work"));
    Files.writeString(work.resolve("inside.txt"), "inside\n");
    outside = Files.writeString(folder.resolve("outside.txt"), "secret\n");
    granted = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void closeServers() throws Exception {
    if (granted != null) {
      granted.close();
      other.close();
    }
  }

  @Test
  void a_file_outside_the_grants_is_refused_by_the_kernel() throws Exception {
    Child inside = sandboxed("/bin/cat", work.resolve("inside.txt").toString());
    Child refused = sandboxed("/bin/cat", outside.toString());
    assertThat(inside.err()).isEmpty();
    assertThat(inside.out()).isEqualTo("inside\n");
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).contains("Permission denied");
    assertThat(refused.status()).isEqualTo(1);
  }

  @Test
  void a_shell_may_write_inside_and_not_outside() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "no /bin/bash");
    Child child =
        sandboxed(
            "/bin/bash",
            "-c",
            "echo new > "
                + work
                + "/new.txt && cat "
                + work
                + "/new.txt; echo x > "
                + outside
                + "; rm "
                + outside
                + "; ln "
                + outside
                + " "
                + work
                + "/link; echo end");
    assertThat(child.out()).isEqualTo("new\nend\n");
    assertThat(outside).hasContent("secret\n");
    assertThat(work.resolve("link")).doesNotExist();
  }

  @Test
  void a_path_granted_for_reading_cannot_be_written_or_executed() throws Exception {
    Path script = Files.writeString(work.resolve("run.sh"), "#!/bin/sh\necho ran\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    var readOnly = new Paths(List.of(), List.of(tree(work)), List.of());
    Child child =
        Child.sandboxed(
            folder,
            spec(readOnly, List.of(), PortGrade.EXACT),
            "/bin/sh",
            "-c",
            "cat " + work + "/inside.txt; echo x > " + work + "/inside.txt; " + script);
    assertThat(child.out()).isEqualTo("inside\n");
    assertThat(work.resolve("inside.txt")).hasContent("inside\n");
  }

  @Test
  void a_port_that_is_not_granted_is_refused_also_by_the_ways_around_it() throws Exception {
    assumeTrue(Files.isExecutable(Path.of(PYTHON)), "no " + PYTHON);
    assumeTrue(
        Processor.ofThisMachine().equals(java.util.Optional.of(Processor.X86_64)),
        "no seccomp filter for this processor");
    Child child =
        sandboxed(
            PYTHON,
            "-c",
            ATTEMPT
                + """
                ok, no = int(sys.argv[1]), int(sys.argv[2])
                tcp = lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM)
                attempt('granted', lambda: tcp().connect(('127.0.0.1', ok)))
                attempt('other', lambda: tcp().connect(('127.0.0.1', no)))
                attempt('bind', lambda: tcp().bind(('127.0.0.1', 0)))
                attempt('listen', lambda: tcp().listen())
                attempt('udp', lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
                attempt('raw', lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1))
                attempt('packet', lambda: socket.socket(17, socket.SOCK_RAW))
                attempt('netlink', lambda: socket.socket(16, socket.SOCK_RAW))
                attempt('vsock', lambda: socket.socket(40, socket.SOCK_STREAM))
                attempt('mptcp', lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262))
                attempt('sctp', lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM, 132))
                attempt('fastopen', lambda: tcp().sendto(b'x', 0x20000000, ('127.0.0.1', no)))
                attempt('fastopen_msg', lambda: tcp().sendmsg([b'x'], [], 0x20000000, ('127.0.0.1', no)))
                attempt('fastopen_connect', lambda: tcp().setsockopt(6, 30, 1))
                attempt('unix', lambda: socket.socketpair())
                import ctypes
                libc = ctypes.CDLL(None, use_errno=True)
                libc.syscall(425, 8, ctypes.create_string_buffer(128))
                print('io_uring', errno.errorcode[ctypes.get_errno()])
                import fcntl
                attempt('tiocsti', lambda: fcntl.ioctl(0, 0x5412, b'x'))
                """,
            Integer.toString(granted.getLocalPort()),
            Integer.toString(other.getLocalPort()));
    assertThat(child.err()).isEmpty();
    assertThat(child.out().lines())
        .containsExactly(
            "granted OK",
            "other EACCES",
            "bind EACCES",
            "listen EPERM",
            "udp EAFNOSUPPORT",
            "raw EAFNOSUPPORT",
            "packet EAFNOSUPPORT",
            "netlink EAFNOSUPPORT",
            "vsock EAFNOSUPPORT",
            "mptcp EAFNOSUPPORT",
            "sctp EAFNOSUPPORT",
            "fastopen ENOTSUP",
            "fastopen_msg ENOTSUP",
            "fastopen_connect ENOTSUP",
            "unix OK",
            "io_uring ENOSYS",
            "tiocsti EPERM");
  }

  @Test
  void a_granted_bind_port_may_be_listened_on_and_no_other() throws Exception {
    assumeTrue(Files.isExecutable(Path.of(PYTHON)), "no " + PYTHON);
    int port = granted.getLocalPort();
    granted.close();
    var spec =
        new LandlockSpec(
            "s", "p", baseline(), Paths.none(), List.of(), List.of(port), PortGrade.EXACT);
    Child child =
        Child.sandboxed(
            folder,
            spec,
            PYTHON,
            "-c",
            ATTEMPT
                + """
                def listen(port):
                    s = socket.socket(); s.bind(('127.0.0.1', port)); s.listen()
                attempt('granted', lambda: listen(int(sys.argv[1])))
                attempt('other', lambda: listen(int(sys.argv[2])))
                """,
            Integer.toString(port),
            Integer.toString(other.getLocalPort()));
    assertThat(child.out()).isEqualTo("granted OK\nother EACCES\n");
  }

  @Test
  void a_child_of_the_command_is_held_as_well_and_cannot_signal_outside() throws Exception {
    assumeTrue(Landlock.abi().orElse(0) >= 6, "Landlock holds signals from version 6 on");
    Process victim = new ProcessBuilder("/bin/sleep", "60").start();
    try {
      Child child =
          sandboxed(
              "/bin/sh",
              "-c",
              "/bin/sh -c 'kill " + victim.pid() + " && echo killed; cat " + outside + "'");
      assertThat(child.out()).isEmpty();
      assertThat(child.err()).contains("Permission denied").contains("not permitted");
      assertThat(victim.isAlive()).isTrue();
    } finally {
      victim.destroyForcibly();
    }
  }

  @Test
  void the_command_inherits_neither_descriptors_nor_blocked_signals_nor_our_file_limit()
      throws Exception {
    var proc = new Paths(List.of(), List.of("/proc/**"), List.of());
    Child child =
        Child.sandboxed(
            folder,
            spec(proc, List.of(), PortGrade.EXACT),
            "/bin/sh",
            "-c",
            "ls /proc/$$/fd; ulimit -Sn");
    assertThat(child.out().lines().filter(line -> line.matches("[0-9]+")).limit(3))
        .containsExactly("0", "1", "2");
    assertThat(child.out()).doesNotContain("\n3\n").endsWith("\n1024\n");
    // Of the command itself: a shell blocks signals while it waits for another program.
    Child status =
        Child.sandboxed(
            folder,
            spec(proc, List.of(), PortGrade.EXACT),
            "/bin/grep",
            "-E",
            "SigBlk|NoNewPrivs|Seccomp:",
            "/proc/self/status");
    assertThat(status.out()).contains("SigBlk:\t0000000000000000", "NoNewPrivs:\t1", "Seccomp:\t2");
  }

  @Test
  void the_command_keeps_process_id_environment_and_arguments() throws Exception {
    Path file = Files.createTempFile(folder, "spec", ".json");
    Files.write(file, LandlockSpecJson.write(spec(Paths.none(), List.of(), PortGrade.EXACT)));
    List<String> line =
        List.of("/bin/sh", "-c", "echo $$; export ODD=$(printf '\\377ü'); exec \"$@\"", "sh");
    List<String> whole = new java.util.ArrayList<>(line);
    whole.addAll(
        Child.java(
            file,
            "sh",
            "-c",
            "echo $$; printf %s \"$ODD\" | od -An -tx1; echo \"$1|$2\"",
            "sh",
            "--",
            "a  b"));
    Child child = Child.run(Map.of(), whole);
    List<String> out = child.out().lines().toList();
    assertThat(child.err()).isEmpty();
    assertThat(out.get(1)).isEqualTo(out.get(0));
    assertThat(out.get(2)).isEqualTo(" ff c3 bc");
    assertThat(out.get(3)).isEqualTo("--|a  b");
  }

  @Test
  void java_runs_inside() throws Exception {
    Path home = Path.of(System.getProperty("java.home")).toRealPath();
    var grants = new Paths(List.of(tree(home)), List.of(), List.of(tree(work)));
    Child child =
        Child.sandboxed(
            folder,
            spec(grants, List.of(), PortGrade.EXACT),
            home.resolve("bin/java").toString(),
            "-Djava.io.tmpdir=" + work,
            "-XX:-UsePerfData",
            "-version");
    assertThat(child.err()).contains("Runtime Environment");
    assertThat(child.status()).isZero();
  }

  @Test
  void a_missing_grant_is_skipped_and_a_symlinked_one_is_refused() throws Exception {
    Files.createSymbolicLink(work.resolve("link"), folder);
    var missing = new Paths(List.of(), List.of(tree(folder.resolve("nothing"))), List.of());
    var linked = new Paths(List.of(), List.of(tree(work.resolve("link/work"))), List.of());
    Child runs = Child.sandboxed(folder, spec(missing, List.of(), PortGrade.EXACT), "true");
    Child refused = Child.sandboxed(folder, spec(linked, List.of(), PortGrade.EXACT), "true");
    assertThat(runs.status()).isZero();
    assertThat(refused.status()).isEqualTo(126);
    assertThat(refused.err()).startsWith("tappass-host: refused: symlink_in_grant: ");
  }

  @Test
  void a_literal_path_grants_that_one_file_and_never_what_lies_below_a_folder() throws Exception {
    var grants = new Paths(List.of(), List.of(outside.toString()), List.of(work.toString()));
    Child child =
        Child.sandboxed(
            folder,
            spec(grants, List.of(), PortGrade.EXACT),
            "/bin/sh",
            "-c",
            "cat "
                + outside
                + "; ls "
                + work
                + "; cat "
                + work
                + "/inside.txt; echo x > "
                + outside);
    assertThat(child.out()).isEqualTo("secret\n");
    assertThat(outside).hasContent("secret\n");
  }

  @Test
  void a_command_that_is_not_there_is_127() throws Exception {
    Child child = sandboxed("no-such-command-anywhere");
    assertThat(child.status()).isEqualTo(127);
    assertThat(child.err()).contains("no-such-command-anywhere");
  }

  @Test
  void a_spec_that_is_not_strict_is_126() throws Exception {
    Path file = Files.writeString(folder.resolve("bad.json"), "{\"schema\":1,\"schema\":1}");
    Child child = Child.sandboxed(file, Map.of(), "true");
    assertThat(child.status()).isEqualTo(126);
    assertThat(child.err()).startsWith("tappass-host: refused: spec_unreadable: ");
  }

  /** Each kernel without Landlock is made with a seccomp filter around the launcher. */
  @Test
  void a_kernel_without_landlock_or_with_an_old_one_starts_nothing() throws Exception {
    assumeTrue(Files.isExecutable(Path.of(PYTHON)), "no " + PYTHON);
    Path file = Files.createTempFile(folder, "spec", ".json");
    Files.write(file, LandlockSpecJson.write(spec(Paths.none(), List.of(), PortGrade.EXACT)));
    Map<Integer, String> refusals =
        Map.of(
            38, "no_landlock: the kernel was built without Landlock (ENOSYS)",
            95, "no_landlock: Landlock is switched off at boot (EOPNOTSUPP)",
            1, "no_landlock: something outside forbids Landlock here (EPERM)",
            0, "landlock_too_old: version 0 of Landlock");
    for (var row : refusals.entrySet()) {
      Child child = withoutLandlock(row.getKey(), file);
      assertThat(child.status()).isEqualTo(126);
      assertThat(child.out()).isEmpty();
      assertThat(child.err()).contains("refused: " + row.getValue());
    }
  }

  private Child withoutLandlock(int errno, Path spec) throws Exception {
    // seccomp: call number 444 answers errno, everything else goes on.
    String wrapper =
        """
        import ctypes, os, struct, sys
        libc = ctypes.CDLL(None, use_errno=True)
        code = b''.join(struct.pack('<HBBI', *i) for i in
            [(0x20, 0, 0, 0), (0x15, 0, 1, 444), (6, 0, 0, 0x50000 | int(sys.argv[1])), (6, 0, 0, 0x7fff0000)])
        buffer = ctypes.create_string_buffer(code)
        program = struct.pack('<HxxxxxxQ', 4, ctypes.addressof(buffer))
        assert libc.prctl(38, 1, 0, 0, 0) == 0
        assert libc.prctl(22, 2, program, 0, 0) == 0
        os.execv(sys.argv[2], sys.argv[2:])
        """;
    List<String> line =
        new java.util.ArrayList<>(List.of(PYTHON, "-c", wrapper, Integer.toString(errno)));
    line.addAll(Child.java(spec, "/bin/echo", "ran"));
    return Child.run(Map.of(), line);
  }

  private Child sandboxed(String... command) throws Exception {
    var grants = new Paths(List.of(), List.of(), List.of(tree(work)));
    return Child.sandboxed(
        folder, spec(grants, List.of(granted.getLocalPort()), PortGrade.EXACT), command);
  }

  private static LandlockSpec spec(Paths grants, List<Integer> connect, PortGrade grade) {
    return new LandlockSpec("s", "sha256:0", baseline(), grants, connect, List.of(), grade);
  }

  private static String tree(Path path) {
    return path + "/**";
  }

  private static Paths baseline() {
    return new Paths(
        List.of("/usr/**", "/bin/**", "/lib/**", "/lib64/**"),
        List.of("/etc/ld.so.cache", "/etc/ssl/**", "/dev/urandom"),
        List.of("/dev/null"));
  }

  @Test
  void the_document_reads_back_as_it_was_written() throws Exception {
    var spec =
        new LandlockSpec(
            "s-1",
            "sha256:0",
            baseline(),
            Paths.none(),
            List.of(1, 65535),
            List.of(80),
            PortGrade.PARTIAL);
    assertThat(LandlockSpecJson.read(LandlockSpecJson.write(spec))).isEqualTo(spec);
    assertThat(new String(LandlockSpecJson.write(spec), StandardCharsets.UTF_8))
        .contains("\"schema\":\"tappass.landlock.v1\"");
  }
}
