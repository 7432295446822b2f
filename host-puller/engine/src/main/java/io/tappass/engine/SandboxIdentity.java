package io.tappass.engine;

import io.tappass.audit.RecordSubject;

/**
 * One sandbox on this host.
 *
 * @param subject who its records are about
 * @param runtime the kind of surface
 * @param workspace absolute directory the sandbox works in
 * @param home absolute home directory of the agent's user
 */
public record SandboxIdentity(
    RecordSubject subject, String runtime, String workspace, String home) {

  /** The sandbox's id. */
  public String sandbox() {
    return subject.sandbox();
  }
}
