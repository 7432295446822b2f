/* tappass-hook SOCKET: hands standard input, unread, to the engine's socket and prints its answer; anything
 * but a whole and well-formed answer within one second is exit status 2, which blocks. See docs/spec/host.md.
 * Freestanding x86_64 Linux: no libc, no start-up files, no allocation. */
#ifndef __x86_64__
#error "only x86_64 is supported; see docs/spec/host.md"
#endif
typedef unsigned long u64;
enum { READ = 0, WRITE = 1, RT_SIGACTION = 13, RT_SIGPROCMASK = 14, SETITIMER = 38, SOCKET = 41, CONNECT = 42,
  SENDTO = 44, SHUTDOWN = 48, GETSOCKOPT = 55, GETEUID = 107, EXIT_GROUP = 231 };
enum { EINTR = 4, SIGPIPE = 13, SIGALRM = 14, SIG_SETMASK = 2, SA_RESTORER = 0x04000000, MSG_NOSIGNAL = 0x4000,
  AF_UNIX = 1, SOCK_STREAM_CLOEXEC = 1 | 02000000, SOL_SOCKET = 1, SO_PEERCRED = 17, PATH_MAX_BYTES = 107 };
enum { INPUT_BYTES_MAX = 1 << 20, ANSWER_BYTES_MAX = 1 << 16 };
static const char START[] = "{\"hookSpecificOutput\":{\"hookEventName\":\"PreToolUse\",\"permissionDecision\":\"";
static const char REASON[] = "\",\"permissionDecisionReason\":\"";
static const char END[] = "\"}}\n";
static char buffer[ANSWER_BYTES_MAX + 1];

static long call(long n, long a, long b, long c, long d, long e, long f) {
  register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
  __asm__ volatile("syscall" : "+a"(n) : "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
  return n;
}
static long length(const char *s) { long n = 0; while (s[n]) n++; return n; }
static void __attribute__((noreturn)) block(const char *why) {
  static const char who[] = "tappass-hook: blocked: ";
  call(WRITE, 2, (long)who, sizeof who - 1, 0, 0, 0);
  call(WRITE, 2, (long)why, length(why), 0, 0, 0);
  for (;;) call(EXIT_GROUP, 2, 0, 0, 0, 0, 0);
}
static void late(void) { block("the engine did not answer within 1 s\n"); }
static long again(long n, long a, long b, long c, long d) {
  long r;
  do r = call(n, a, b, c, d, 0, 0); while (r == -EINTR);
  return r;
}
static int same(const char *at, const char *want, long n) { while (n--) if (at[n] != want[n]) return 0; return 1; }
static long after(long at, long n, const char *want) { /* where want ends if it stands at `at`, else 0 */
  long m = length(want);
  return at + m <= n && same(buffer + at, want, m) ? at + m : 0;
}
static long escaped(long at, long end) { /* where the escape after a backslash ends, else 0 */
  static const char one[] = "\"\\/bfnrt";
  long i;
  for (i = 0; at < end && one[i]; i++) if (buffer[at] == one[i]) return at;
  if (at + 4 >= end || buffer[at] != 'u') return 0;
  for (i = 1; i <= 4; i++) {
    char c = buffer[at + i];
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))) return 0;
  }
  return at + 4;
}
static int wellformed(long n) { /* one of three decisions, one string after it, nothing else */
  long at = after(0, n, START), i, v;
  if (n > ANSWER_BYTES_MAX) return 0;
  if (!at || !((v = after(at, n, "allow")) || (v = after(at, n, "deny")) || (v = after(at, n, "ask")))) return 0;
  if (!(at = after(v, n, REASON)) || n - at < (long)sizeof END - 1 || !same(buffer + n - (sizeof END - 1), END, sizeof END - 1)) return 0;
  for (i = at; i < n - (long)(sizeof END - 1); i++) {
    if ((unsigned char)buffer[i] < 0x20 || buffer[i] == '"') return 0;
    if (buffer[i] == '\\' && !(i = escaped(i + 1, n - (long)(sizeof END - 1)))) return 0;
  }
  return 1;
}
static void __attribute__((noreturn, used)) hook(long *stack) {
  static struct { void *handler; u64 flags; void *restorer; u64 mask; } onlate = { late, SA_RESTORER, late, 0 };
  static const long second[4] = { 0, 0, 1, 0 };
  static const u64 pipeonly = 1UL << (SIGPIPE - 1);
  static struct { unsigned short family; char path[PATH_MAX_BYTES + 1]; } address = { AF_UNIX, { 0 } };
  int peer[3] = { 0, -1, -1 }, size = sizeof peer;
  long n, sent, total = 0, fd;
  const char *path = stack[0] == 2 ? (const char *)stack[2] : "";
  if (call(RT_SIGACTION, SIGALRM, (long)&onlate, 0, 8, 0, 0) || call(RT_SIGPROCMASK, SIG_SETMASK, (long)&pipeonly, 0, 8, 0, 0)
      || call(SETITIMER, 0, (long)second, 0, 0, 0, 0)) block("no timer\n");
  if (!*path || length(path) > PATH_MAX_BYTES) block("usage: tappass-hook SOCKET\n");
  for (n = 0; path[n]; n++) address.path[n] = path[n];
  fd = call(SOCKET, AF_UNIX, SOCK_STREAM_CLOEXEC, 0, 0, 0, 0);
  if (fd < 3) block("no socket, or a standard stream is closed\n");
  if (again(CONNECT, fd, (long)&address, sizeof address, 0)) block("the engine's socket cannot be reached\n");
  if (call(GETSOCKOPT, fd, SOL_SOCKET, SO_PEERCRED, (long)peer, (long)&size, 0) || size != sizeof peer
      || (peer[1] != 0 && peer[1] != call(GETEUID, 0, 0, 0, 0, 0, 0))) block("the socket is not the engine's\n");
  while ((n = again(READ, 0, (long)buffer, ANSWER_BYTES_MAX, 0)) > 0) {
    if ((total += n) > INPUT_BYTES_MAX) block("the input is over 1 MiB\n");
    for (sent = 0; sent < n;) {
      long m = again(SENDTO, fd, (long)buffer + sent, n - sent, MSG_NOSIGNAL);
      if (m <= 0) block("the engine closed the connection\n");
      sent += m;
    }
  }
  if (n || !total) block("the input is empty or unreadable\n");
  if (call(SHUTDOWN, fd, 1, 0, 0, 0, 0)) block("the engine closed the connection\n");
  for (total = 0; (n = again(READ, fd, (long)buffer + total, sizeof buffer - total, 0)) > 0; total += n);
  if (n || !wellformed(total)) block("the engine's answer is not whole and well-formed\n");
  for (sent = 0; sent < total; sent += n)
    if ((n = again(WRITE, 1, (long)buffer + sent, total - sent, 0)) <= 0) block("standard output is closed\n");
  for (;;) call(EXIT_GROUP, 0, 0, 0, 0, 0, 0);
}
__asm__(".globl _start\n_start:\n  xor %ebp,%ebp\n  mov %rsp,%rdi\n  and $-16,%rsp\n  call hook\n");
