package io.tappass.cli.fleet;

import io.tappass.host.pull.BundleSource;
import io.tappass.host.pull.SourceException;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Counts the requests that hosts make of the store, and what came of them. */
final class CountingSource implements BundleSource {
  private final BundleSource source;
  private final LongAdder requests;

  CountingSource(BundleSource source, LongAdder requests) {
    this.source = source;
    this.requests = requests;
  }

  @Override
  public Fetched fetch(String path, int bytesMax, Optional<String> tag) throws SourceException {
    requests.increment();
    return source.fetch(path, bytesMax, tag);
  }

  @Override
  public void close() {
    source.close();
  }
}
