package io.tappass.host;

import io.tappass.host.apply.Milestone;
import io.tappass.host.event.EventLog;
import io.tappass.host.follow.ReceiptSender;
import io.tappass.host.landlock.KernelProbes;
import io.tappass.host.pull.BundleSource;
import io.tappass.provider.Provider;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What a daemon works with; everything that touches the world is given.
 *
 * @param source the store; the daemon closes it
 * @param receipts where receipts go
 * @param observer is told of every milestone of an apply
 * @param boot id of this boot, 32 hexadecimal digits; see {@link HostBoot}
 */
public record HostParts(
    BundleSource source,
    ReceiptSender.Outlet receipts,
    HostEngine engine,
    List<Provider> providers,
    KernelProbes kernel,
    InstantSource wall,
    LongSupplier monotonicNanos,
    SecureRandom random,
    String boot,
    Milestone.Observer observer,
    EventLog log) {
  public HostParts {
    providers = List.copyOf(providers);
  }
}
