package io.tappass.cli.bench;

import java.nio.file.Path;

/** One of the measurements. */
@FunctionalInterface
interface Measurement {

  /**
   * Measures; takes seconds to a minute.
   *
   * @param folder empty, on the disk to measure
   */
  BenchTable measure(Path folder) throws Exception;
}
