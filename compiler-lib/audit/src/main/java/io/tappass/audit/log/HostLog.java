package io.tappass.audit.log;

import io.tappass.audit.AuditException;
import io.tappass.audit.AuditRecord;
import io.tappass.audit.ChainLedger;
import io.tappass.audit.RecordBody;
import io.tappass.audit.RecordClock;
import io.tappass.audit.RecordDraft;
import io.tappass.audit.RecordLine;
import io.tappass.audit.RecordSubject;
import io.tappass.audit.SessionChain;
import io.tappass.audit.SignedNote;
import io.tappass.audit.log.AuditUnavailable.Reason;
import io.tappass.audit.log.Committer.Committed;
import io.tappass.audit.log.Committer.Pending;
import io.tappass.trust.DocumentSigner;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The log of one host. Many callers append; one thread commits what has gathered with one write and
 * one sync, and answers each caller after that (docs/spec/record.md, section 4).
 *
 * <p>INVARIANT: a caller is answered only after its record, and a signed checkpoint that covers it,
 * are durable. INVARIANT: every stored record continues its chain; one that does not is refused.
 * INVARIANT: after a failed write, sync or signature nothing is ever answered again.
 */
public final class HostLog implements AutoCloseable {
  /** Room that a commit needs beside its records. */
  private static final long CHECKPOINT_BYTES = 1_024;

  private final HostLogOptions options;
  private final String origin;
  private final Opening opening;
  private final LogReplay replay;
  private final Closeable folderLock;
  private final Committer committer;
  private final ChainLedger ledger;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final ArrayDeque<Pending> queue = new ArrayDeque<>();
  private long bytesUsed;
  private boolean isClosed;
  private @Nullable Throwable failure;
  private volatile Optional<SignedNote> newest;
  private volatile List<RecoveredLog.Extent> extents;
  private volatile long durableSize;

  HostLog(LogOpener.Opened opened, HostLogOptions options, Closeable folderLock) {
    RecoveredLog recovered = opened.recovered();
    this.options = options;
    this.origin = recovered.origin();
    this.opening = opened.opening();
    this.replay = opened.replay();
    this.folderLock = folderLock;
    this.committer = opened.committer();
    this.ledger = recovered.ledger();
    this.bytesUsed = opened.bytesUsed();
    this.newest = recovered.newest();
    this.extents = recovered.extents();
    this.durableSize = recovered.size();
    this.thread = Thread.ofPlatform().name("tappass-audit-log").daemon().unstarted(this::commit);
  }

  /**
   * Opens the log in {@code folder}, which is made if it does not exist.
   *
   * @param host {@code tappass/<org>/<host>}; the origin is this with the epoch
   * @param subject org and host, for the records that the log writes about itself
   * @throws IOException if the folder cannot be used, or another writer has it
   * @throws AuditUnavailable if the record about what was found could not be made durable
   */
  public static HostLog open(
      Path folder, DocumentSigner signer, String host, RecordSubject subject, RecordClock clock)
      throws IOException, AuditUnavailable {
    return open(new FolderStorage(folder), signer, host, subject, clock, HostLogOptions.STANDARD);
  }

  /** The same in any storage, with other limits. */
  public static HostLog open(
      LogStorage storage,
      DocumentSigner signer,
      String host,
      RecordSubject subject,
      RecordClock clock,
      HostLogOptions options)
      throws IOException, AuditUnavailable {
    Closeable folderLock = storage.lock();
    try {
      LogOpener.Opened opened = new LogOpener(storage, signer, host, options).open();
      var log = new HostLog(opened, options, folderLock);
      log.thread.start();
      Optional<RecordBody> finding = finding(opened);
      if (finding.isPresent()) {
        log.appendFinding(RecordDraft.of(subject, clock.now(), finding.get()));
      }
      return log;
    } catch (IOException | AuditUnavailable | RuntimeException e) {
      folderLock.close();
      throw e;
    }
  }

  private static Optional<RecordBody> finding(LogOpener.Opened opened) {
    return switch (opened.opening()) {
      case Opening.Fresh ignored -> Optional.empty();
      case Opening.Continued ignored -> Optional.empty();
      case Opening.Cut(long size, long dropped) ->
          Optional.of(new RecordBody.Recovered(size, dropped, "a torn write"));
      case Opening.NewEpoch(long from, long signed, long recovered, String reason) ->
          Optional.of(new RecordBody.GapFound(from, signed, recovered, LogOpener.brief(reason)));
    };
  }

  private void appendFinding(RecordDraft draft) throws AuditUnavailable {
    try {
      appendDurably(hostChain(), draft);
    } catch (AuditUnavailable e) {
      close();
      throw e;
    } catch (AuditException e) {
      close();
      throw new IllegalStateException("a record of our own cannot be written", e);
    }
  }

  /** The origin of this epoch: what records name as their authority. */
  public String origin() {
    return origin;
  }

  /** What was found at the opening. */
  public Opening opening() {
    return opening;
  }

  /** The newest durable checkpoint, if there is one. */
  public Optional<SignedNote> newestCheckpoint() {
    return newest;
  }

  /** Records that are durable. */
  public long durableSize() {
    return durableSize;
  }

  /** Why the log takes nothing more, if so. */
  public Optional<Throwable> failure() {
    lock.lock();
    try {
      return Optional.ofNullable(failure);
    } finally {
      lock.unlock();
    }
  }

  /** The chain for records about the host as a whole, where it stands now. */
  public SessionChain hostChain() {
    return chain(SessionChain.HOST);
  }

  /**
   * The chain of that session, new or where the log has it. There should be one for a session at a
   * time: of two, the one that is behind has its records refused.
   */
  public SessionChain chain(String session) {
    lock.lock();
    try {
      return ledger
          .head(session)
          .map(head -> SessionChain.resume(origin, session, head))
          .orElseGet(() -> SessionChain.start(origin, session));
    } finally {
      lock.unlock();
    }
  }

  /** The ids of the sessions of this epoch that were opened and not closed, sorted. */
  public Set<String> openSessions() {
    lock.lock();
    try {
      return ledger.openSessions();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Hands every durable record to {@code consumer}, oldest first, earlier epochs as far as they can
   * be read: what sessions, counts and budgets are rebuilt from.
   *
   * @throws AuditException if a stored record is no longer what it was
   */
  public void replay(Consumer<AuditRecord> consumer) throws IOException, AuditException {
    replay.forEach(extents, consumer);
  }

  /**
   * Makes the next record of {@code chain} and queues it.
   *
   * @return completes when the record is durable, on the log's own thread: what depends on it must
   *     be brief or asynchronous. Fails with {@link AuditUnavailable}
   * @throws AuditException if there can be no such record: it is too large, or the session closed
   */
  public CompletableFuture<Durable> append(SessionChain chain, RecordDraft draft)
      throws AuditException {
    synchronized (chain) {
      RecordLine line = chain.next(draft);
      CompletableFuture<Durable> durable;
      try {
        durable = enqueue(line);
      } catch (AuditUnavailable e) {
        return CompletableFuture.failedFuture(e);
      }
      chain.advance(line);
      return durable;
    }
  }

  /** {@link #append}, and waits until the record is durable. */
  public Durable appendDurably(SessionChain chain, RecordDraft draft)
      throws AuditException, AuditUnavailable {
    return await(append(chain, draft));
  }

  /**
   * Queues a record that was made elsewhere.
   *
   * @throws AuditException if it does not continue its chain
   */
  public CompletableFuture<Durable> append(RecordLine line) throws AuditException {
    try {
      return enqueue(line);
    } catch (AuditUnavailable e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static Durable await(CompletableFuture<Durable> durable) throws AuditUnavailable {
    try {
      return durable.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AuditUnavailable unavailable) {
        throw new AuditUnavailable(
            unavailable.reason(), String.valueOf(unavailable.getMessage()), unavailable);
      }
      throw new AuditUnavailable(Reason.DEAD, "the log failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AuditUnavailable(Reason.INTERRUPTED, "interrupted while waiting", e);
    }
  }

  private CompletableFuture<Durable> enqueue(RecordLine line)
      throws AuditUnavailable, AuditException {
    var pending = new Pending(line, new CompletableFuture<>());
    lock.lock();
    try {
      checkOpen();
      if (queue.size() >= options.pendingMax()) {
        throw new AuditUnavailable(Reason.OVERLOADED, queue.size() + " records wait", null);
      }
      long bytes = line.length() + 1L;
      if (bytesUsed + bytes + CHECKPOINT_BYTES > options.bytesMax()) {
        throw new AuditUnavailable(
            Reason.FULL, bytesUsed + " of " + options.bytesMax() + " bytes are used", null);
      }
      ledger.accept(line);
      bytesUsed += bytes;
      queue.add(pending);
      if (queue.size() == 1) {
        arrived.signal();
      }
      return pending.durable();
    } finally {
      lock.unlock();
    }
  }

  private void checkOpen() throws AuditUnavailable {
    if (failure != null) {
      throw new AuditUnavailable(Reason.DEAD, "the log failed before", failure);
    }
    if (isClosed) {
      throw new AuditUnavailable(Reason.CLOSED, "the log is closed", null);
    }
  }

  private void commit() {
    List<Pending> batch = List.of();
    try {
      for (batch = take(); !batch.isEmpty(); batch = take()) {
        Committed committed = committer.commit(batch);
        newest = Optional.of(committed.note());
        extents = committed.extents();
        durableSize = committed.size();
        account(batch, committed);
        answer(batch, committed);
      }
    } catch (Throwable e) {
      // Whatever it was, an error of the machine too: what the disk holds is not known any more.
      die(batch, e);
    }
  }

  /** The next batch, as soon as there is one; empty if the log was closed. */
  private List<Pending> take() throws InterruptedException {
    lock.lock();
    try {
      while (queue.isEmpty() && !isClosed) {
        arrived.await();
      }
      List<Pending> batch = new ArrayList<>();
      long bytes = 0;
      while (!queue.isEmpty()) {
        bytes += queue.peek().line().length() + 1;
        if (bytes > options.batchBytesMax() && !batch.isEmpty()) {
          break;
        }
        batch.add(queue.remove());
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void account(List<Pending> batch, Committed committed) {
    long records = 0;
    for (Pending pending : batch) {
      records += pending.line().length() + 1;
    }
    lock.lock();
    try {
      bytesUsed += committed.bytesWritten() - records;
    } finally {
      lock.unlock();
    }
  }

  private static void answer(List<Pending> batch, Committed committed) {
    long index = committed.size() - batch.size();
    for (Pending pending : batch) {
      pending.durable().complete(new Durable(pending.line(), index++, committed.size()));
    }
  }

  private void die(List<Pending> batch, Throwable cause) {
    List<Pending> lost = new ArrayList<>(batch);
    lock.lock();
    try {
      failure = cause;
      lost.addAll(queue);
      queue.clear();
    } finally {
      lock.unlock();
    }
    for (Pending pending : lost) {
      // Those of the batch that were answered already keep their answer.
      pending
          .durable()
          .completeExceptionally(
              new AuditUnavailable(Reason.DEAD, "the log failed: " + cause, cause));
    }
  }

  /** Commits what waits, ends the thread and lets another writer in. */
  @Override
  public void close() {
    lock.lock();
    try {
      isClosed = true;
      arrived.signalAll();
    } finally {
      lock.unlock();
    }
    boolean wasInterrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        wasInterrupted = true;
      }
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
    try (folderLock) {
      committer.close();
    } catch (IOException e) {
      // Everything that was answered was synced before; closing adds nothing to it.
    }
  }
}
