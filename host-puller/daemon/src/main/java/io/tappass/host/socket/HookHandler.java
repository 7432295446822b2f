package io.tappass.host.socket;

/** Decides one call; the policy engine stands behind it. Called from many threads at once. */
@FunctionalInterface
public interface HookHandler {

  /**
   * Answers the harness's own bytes.
   *
   * @param sandbox whose socket the bytes came in by; nothing inside the bytes may change it
   * @param input as they were sent, at most {@link HookSocket#HOOK_INPUT_BYTES_MAX}, never empty
   * @return a whole answer, see {@link HookAnswer}; any other bytes, and anything thrown, become a
   *     deny
   */
  byte[] answer(SandboxId sandbox, byte[] input) throws Exception;
}
