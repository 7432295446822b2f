package io.tappass.provider;

/**
 * What a rendering needs to know about the host; every path is absolute.
 *
 * @param workspace the directory the sandbox works in, {@code ${workspace}} of the policy
 * @param home the home directory of the agent's user, {@code ${home}} of the policy
 * @param hookClient the installed hook client
 * @param hookSocket the socket of this sandbox
 * @param generation the directory that always shows the configuration in force, once switched
 */
public record HostFacts(
    String workspace, String home, String hookClient, String hookSocket, String generation) {
  public HostFacts {
    for (String path : new String[] {workspace, home, hookClient, hookSocket, generation}) {
      if (!path.startsWith("/") || path.contains("/../") || path.endsWith("/..")) {
        throw new IllegalArgumentException("not an absolute, plain path: " + path);
      }
    }
  }
}
