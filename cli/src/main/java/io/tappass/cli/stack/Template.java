package io.tappass.cli.stack;

import io.tappass.cli.UsageException;
import io.tappass.git.local.PolicyAuthor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;

/** The policy repository that a fresh stack starts with. */
public final class Template {
  private Template() {}

  /** The files of {@code policy-repo-template}, beside the command. */
  public static SortedMap<String, byte[]> files() throws IOException {
    Path folder = Path.of(System.getProperty("tappass.root", ".")).resolve("policy-repo-template");
    if (!Files.isDirectory(folder)) {
      throw new UsageException(
          "there is no " + folder + "; start tappass by its launch script in the repository");
    }
    return PolicyAuthor.filesBelow(folder);
  }
}
