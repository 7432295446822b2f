/**
 * The kernel ring of our own: a process that restricts itself with Landlock and seccomp and then
 * becomes the command. The format and the order of steps are {@code docs/spec/landlock.md}. Depends
 * on {@code io.tappass.json} only. Start reading at {@link io.tappass.host.landlock.SandboxExec}.
 */
@NullMarked
package io.tappass.host.landlock;

import org.jspecify.annotations.NullMarked;
