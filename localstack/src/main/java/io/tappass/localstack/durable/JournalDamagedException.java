package io.tappass.localstack.durable;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A journal with a damaged record that had been acknowledged; nothing is dropped, nothing starts.
 */
public final class JournalDamagedException extends IOException {
  JournalDamagedException(Path file, long offset, String why) {
    super(file + " is damaged at byte " + offset + ": " + why);
  }
}
