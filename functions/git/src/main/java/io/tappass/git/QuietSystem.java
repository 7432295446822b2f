package io.tappass.git;

import java.nio.file.Path;
import java.util.Locale;
import java.util.TimeZone;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * A JGit environment that reads no configuration of the machine or the user, writes none, and does
 * not spend three seconds on measuring the clock of the file system. A policy repository must read
 * the same everywhere.
 */
public final class QuietSystem extends SystemReader {
  /** What JGit would otherwise measure: how coarse the time stamps of the file system are. */
  private static final long TIMESTAMP_RESOLUTION_MILLIS = 10;

  private final SystemReader machine;

  private QuietSystem(SystemReader machine) {
    this.machine = machine;
  }

  /** Installs it for the whole process; idempotent. Must come before the first use of JGit. */
  public static synchronized void install() {
    SystemReader current = SystemReader.getInstance();
    if (!(current instanceof QuietSystem)) {
      SystemReader.setInstance(new QuietSystem(current));
    }
  }

  @Override
  public String getHostname() {
    return "localhost";
  }

  @Override
  public @Nullable String getenv(String variable) {
    return null;
  }

  @Override
  public @Nullable String getProperty(String key) {
    return machine.getProperty(key);
  }

  @Override
  public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
    return new EmptyConfig(parent, fs);
  }

  @Override
  public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
    return new EmptyConfig(parent, fs);
  }

  @Override
  public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
    return new EmptyConfig(parent, fs);
  }

  @Override
  public StoredConfig getUserConfig() {
    return new EmptyConfig(null, FS.DETECTED);
  }

  @Override
  public StoredConfig getSystemConfig() {
    return new EmptyConfig(null, FS.DETECTED);
  }

  @Override
  public StoredConfig getJGitConfig() {
    return new EmptyConfig(null, FS.DETECTED);
  }

  @Override
  @SuppressWarnings("deprecation") // JGit still calls it
  public long getCurrentTime() {
    return machine.getCurrentTime();
  }

  @Override
  @SuppressWarnings("deprecation") // JGit still calls it
  public int getTimezone(long when) {
    return 0;
  }

  @Override
  @SuppressWarnings("deprecation") // JGit still calls it
  public TimeZone getTimeZone() {
    return TimeZone.getTimeZone("UTC");
  }

  @Override
  public Locale getLocale() {
    return Locale.ROOT;
  }

  /** A configuration without content and without a file, which answers the clock's resolution. */
  private static final class EmptyConfig extends FileBasedConfig {
    EmptyConfig(@Nullable Config parent, FS fs) {
      super(parent, Path.of("no-such-file").toFile(), fs);
    }

    @Override
    public void load() {
      // nothing is read
    }

    @Override
    public void save() {
      // nothing is written
    }

    @Override
    public boolean isOutdated() {
      return false;
    }

    @Override
    public long getTimeUnit(
        String section, String subsection, String name, long defaultValue, TimeUnit wanted) {
      if (section.equals("filesystem")) {
        return wanted.convert(TIMESTAMP_RESOLUTION_MILLIS, TimeUnit.MILLISECONDS);
      }
      return super.getTimeUnit(section, subsection, name, defaultValue, wanted);
    }
  }
}
