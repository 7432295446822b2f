package io.tappass.host.follow;

import io.tappass.host.event.EventLog;
import io.tappass.host.socket.SandboxId;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sends receipts upwards, the newest of each sandbox only, with a growing pause after a failure.
 * Never holds up what it reports on: the loop hands over and goes on.
 */
public final class ReceiptSender implements AutoCloseable {

  /** The first pause after a failure. */
  public static final long PAUSE_MILLIS_MIN = 500;

  /** The longest pause. */
  public static final long PAUSE_MILLIS_MAX = 60_000;

  /** Where receipts go. */
  @FunctionalInterface
  public interface Outlet {
    /** Sends one; returns whether it was taken, or refused for good; throws to try again. */
    boolean send(SandboxId sandbox, byte[] receipt) throws Exception;
  }

  @SuppressWarnings("ArrayRecordComponent") // equal only to itself, which is what is wanted
  private record Waiting(SandboxId sandbox, byte[] receipt, Runnable taken) {}

  private final Outlet outlet;
  private final EventLog log;
  private final Map<SandboxId, Waiting> waiting = new LinkedHashMap<>();
  private final Thread thread;
  private boolean isClosed;

  public ReceiptSender(Outlet outlet, EventLog log) {
    this.outlet = outlet;
    this.log = log;
    this.thread = Thread.ofVirtual().name("receipts").start(this::run);
  }

  /**
   * Takes a receipt over; one of the same sandbox that still waits is dropped, because the newer
   * one says more.
   *
   * @param taken is run once the server has taken it
   */
  public synchronized void offer(SandboxId sandbox, byte[] receipt, Runnable taken) {
    waiting.put(sandbox, new Waiting(sandbox, receipt, taken));
    notifyAll();
  }

  private void run() {
    long pause = PAUSE_MILLIS_MIN;
    try {
      while (true) {
        Waiting next = take();
        if (next == null) {
          return;
        }
        if (send(next)) {
          pause = PAUSE_MILLIS_MIN;
        } else {
          pauseFor(pause);
          pause = Math.min(2 * pause, PAUSE_MILLIS_MAX);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean send(Waiting next) throws InterruptedException {
    try {
      boolean isTaken = outlet.send(next.sandbox(), next.receipt());
      done(next);
      if (isTaken) {
        next.taken().run();
      } else {
        log.event("receipt_refused", "sandbox", next.sandbox().value());
      }
      return true;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      log.event("receipt_unsent", "sandbox", next.sandbox().value(), "reason", String.valueOf(e));
      return false;
    }
  }

  private synchronized @org.jspecify.annotations.Nullable Waiting take()
      throws InterruptedException {
    while (waiting.isEmpty() && !isClosed) {
      wait();
    }
    return isClosed ? null : waiting.values().iterator().next();
  }

  private synchronized void done(Waiting sent) {
    // A newer one may have taken its place meanwhile.
    waiting.remove(sent.sandbox(), sent);
  }

  private synchronized void pauseFor(long millis) throws InterruptedException {
    long until = System.nanoTime() + millis * 1_000_000;
    for (long left = millis; left > 0 && !isClosed; ) {
      wait(left);
      left = (until - System.nanoTime()) / 1_000_000;
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
      notifyAll();
    }
    thread.interrupt();
  }
}
