package io.tappass.audit;

import io.tappass.audit.AuditException.Code;
import io.tappass.audit.VerificationReport.EpochReport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Verifies an evidence pack offline: needs the pack and a trust file, and nothing else
 * (docs/spec/record.md, section 6). It reads the stored bytes once, in one pass, with memory that
 * grows with the number of sessions only.
 */
public final class AuditVerifier {

  /** Bytes of a file of checkpoints. */
  static final int CHECKPOINTS_BYTES_MAX = 16 << 20;

  private final Path pack;
  private final AuditTrust trust;
  private final List<SignedNote> outside;
  private final List<EpochReport> epochs = new ArrayList<>();
  private final List<String> proved = new ArrayList<>();
  private final List<String> notProved = new ArrayList<>();
  private final ClockWatch clock = new ClockWatch();
  private final Map<String, Long> policies = new TreeMap<>();
  private String log = "";

  private AuditVerifier(Path pack, AuditTrust trust, List<SignedNote> outside) {
    this.pack = pack;
    this.trust = trust;
    this.outside = List.copyOf(outside);
  }

  /**
   * Verifies the pack in that folder.
   *
   * @throws IOException if the folder cannot be read; what is wrong in it stands in the report
   */
  public static VerificationReport verify(Path pack, AuditTrust trust) throws IOException {
    return verify(pack, trust, List.of());
  }

  /**
   * Verifies the pack, also against checkpoints of the same log that somebody else kept: what makes
   * a cut tail and a second history visible.
   */
  public static VerificationReport verify(Path pack, AuditTrust trust, List<SignedNote> outside)
      throws IOException {
    var verifier = new AuditVerifier(pack, trust, outside);
    Optional<VerificationFailure> failure = Optional.empty();
    try {
      verifier.verify();
    } catch (VerificationStop stop) {
      failure = Optional.of(stop.failure());
      verifier.notProved.add("anything about the bytes after the first failure");
    }
    return new VerificationReport(
        verifier.log, verifier.epochs, verifier.proved, verifier.notProved, failure);
  }

  private void verify() throws IOException, VerificationStop {
    PackManifest manifest = manifest();
    log = manifest.log();
    files(manifest);
    documents(manifest);
    Map<Long, List<PackCheckpoint>> kept = outside(manifest);
    Optional<PackCheckpoint> cut = Optional.empty();
    long size = 0;
    long previous = 0;
    for (PackManifest.Epoch epoch : manifest.epochs()) {
      if (epoch.number() != previous + 1) {
        throw new VerificationStop(
            Code.MANIFEST_MISMATCH,
            PackManifest.FILE,
            1,
            0,
            "epoch " + epoch.number() + " where " + (previous + 1) + " should follow");
      }
      previous = epoch.number();
      EpochVerifier.Found found = epoch(epoch, kept.getOrDefault(previous, List.of()));
      if (previous > 1) {
        settle(epoch, found, cut, size);
      }
      cut = found.cut();
      size = found.report().size();
    }
    refuseCut(cut, size);
    conclude(manifest);
  }

  private PackManifest manifest() throws IOException, VerificationStop {
    try {
      return PackManifest.read(bytes(PackManifest.FILE, PackManifest.BYTES_MAX));
    } catch (AuditException e) {
      throw new VerificationStop(
          e.code(), PackManifest.FILE, 1, Math.max(0, e.offset()), String.valueOf(e.getMessage()));
    }
  }

  private byte[] bytes(String file, int bytesMax) throws IOException, VerificationStop {
    Path path = pack.resolve(file);
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new VerificationStop(Code.MISSING_FILE, file, 0, 0, "no such plain file");
    }
    try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(bytesMax + 1);
      if (bytes.length > bytesMax) {
        throw new VerificationStop(
            Code.TOO_LARGE, file, 0, bytesMax, "more than " + bytesMax + " bytes");
      }
      return bytes;
    }
  }

  private void files(PackManifest manifest) throws IOException, VerificationStop {
    Set<String> listed = manifest.files();
    Set<String> found = new TreeSet<>();
    try (Stream<Path> walk = Files.walk(pack)) {
      for (Path path : walk.toList()) {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
          found.add(pack.relativize(path).toString().replace('\\', '/'));
        }
      }
    }
    for (String file : listed) {
      if (!Files.isRegularFile(pack.resolve(file), LinkOption.NOFOLLOW_LINKS)) {
        throw new VerificationStop(Code.MISSING_FILE, file, 0, 0, "no such plain file");
      }
    }
    found.removeAll(listed);
    for (String extra : found) {
      throw new VerificationStop(
          Code.EXTRA_FILE, extra, 0, 0, PackManifest.FILE + " does not list it");
    }
  }

  private void documents(PackManifest manifest) throws IOException, VerificationStop {
    for (PackManifest.Document document : manifest.documents()) {
      var digest = MerkleHash.sha256();
      byte[] buffer = new byte[1 << 16];
      try (InputStream in =
          Files.newInputStream(pack.resolve(document.file()), LinkOption.NOFOLLOW_LINKS)) {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          digest.update(buffer, 0, read);
        }
      }
      String actual = "sha256:" + java.util.HexFormat.of().formatHex(digest.digest());
      if (!actual.equals(document.sha256())) {
        throw new VerificationStop(
            Code.DOCUMENT_MISMATCH,
            document.file(),
            0,
            0,
            "has " + actual + " where " + PackManifest.FILE + " lists " + document.sha256());
      }
    }
  }

  /** The checkpoints that somebody else kept, by epoch. */
  private Map<Long, List<PackCheckpoint>> outside(PackManifest manifest) throws VerificationStop {
    Map<Long, List<PackCheckpoint>> kept = new TreeMap<>();
    int number = 0;
    for (SignedNote note : outside) {
      String file = "(checkpoint from outside, " + ++number + ")";
      try {
        Checkpoint claimed = Checkpoint.parse(note.text());
        long epoch = epochOf(claimed.origin());
        Checkpoint checkpoint = PackCheckpoint.verify(note, trust, log, epoch);
        boolean isPacked = manifest.epochs().stream().anyMatch(packed -> packed.number() == epoch);
        if (!isPacked) {
          throw new AuditException(
              Code.TAIL_CUT, "it is of epoch " + epoch + ", which the pack does not have");
        }
        kept.computeIfAbsent(epoch, key -> new ArrayList<>())
            .add(new PackCheckpoint(checkpoint, file, 1, 0));
      } catch (AuditException e) {
        throw new VerificationStop(e.code(), file, 1, 0, String.valueOf(e.getMessage()));
      }
    }
    return kept;
  }

  private long epochOf(String origin) throws AuditException {
    String start = log + "/";
    try {
      if (origin.startsWith(start)) {
        return Long.parseLong(origin.substring(start.length()));
      }
    } catch (NumberFormatException e) {
      // Told below: an origin that ends in no number is of another log.
    }
    throw new AuditException(Code.WRONG_LOG, "a checkpoint of " + origin + " for " + log);
  }

  private EpochVerifier.Found epoch(PackManifest.Epoch epoch, List<PackCheckpoint> kept)
      throws IOException, VerificationStop {
    List<PackCheckpoint> packed =
        PackCheckpoint.read(
            epoch.checkpoints(),
            bytes(epoch.checkpoints(), CHECKPOINTS_BYTES_MAX),
            trust,
            log,
            epoch.number());
    ascending(packed);
    List<PackCheckpoint> all = new ArrayList<>(packed);
    all.addAll(kept);
    EpochVerifier.Found found = new EpochVerifier(pack, log, epoch, all, policies, clock).verify();
    if (found.cut().isEmpty() && found.report().size() != epoch.size()) {
      throw new VerificationStop(
          Code.MANIFEST_MISMATCH,
          PackManifest.FILE,
          1,
          0,
          "epoch "
              + epoch.number()
              + " has "
              + found.report().size()
              + " records and "
              + epoch.size()
              + " are listed");
    }
    epochs.add(found.report());
    return found;
  }

  private static void ascending(List<PackCheckpoint> packed) throws VerificationStop {
    for (int index = 1; index < packed.size(); index++) {
      PackCheckpoint later = packed.get(index);
      if (later.checkpoint().size() < packed.get(index - 1).checkpoint().size()) {
        throw new VerificationStop(
            Code.CHECKPOINT_ORDER,
            later.file(),
            later.line(),
            later.offset(),
            "a checkpoint of " + later.checkpoint().size() + " records after a larger one");
      }
    }
  }

  /**
   * What the epoch before left open. A cut tail is a failure, unless this epoch starts with the gap
   * record that declares exactly it.
   */
  private void settle(
      PackManifest.Epoch epoch, EpochVerifier.Found found, Optional<PackCheckpoint> cut, long size)
      throws VerificationStop {
    if (found.gap().isEmpty()) {
      refuseCut(cut, size);
      throw new VerificationStop(
          Code.WRONG_KIND,
          epoch.segments().isEmpty() ? epoch.checkpoints() : epoch.segments().getFirst().file(),
          1,
          0,
          "epoch " + epoch.number() + " does not start with a gap record");
    }
    RecordLine gap = found.gap().get();
    long signed = cut.map(promise -> promise.checkpoint().size()).orElse(size);
    if (gap.gapRecovered() != size || gap.gapSigned() < signed) {
      refuseCut(cut, size);
      throw new VerificationStop(
          Code.TAIL_CUT,
          epoch.segments().getFirst().file(),
          1,
          0,
          "the gap record declares "
              + gap.gapRecovered()
              + " records of the epoch before and "
              + size
              + " are there");
    }
    if (gap.gapSigned() > size) {
      notProved.add(
          "what records "
              + size
              + " to "
              + (gap.gapSigned() - 1)
              + " of epoch "
              + (epoch.number() - 1)
              + " held: the host lost them and declares it in a gap record");
    }
  }

  private static void refuseCut(Optional<PackCheckpoint> cut, long size) throws VerificationStop {
    if (cut.isPresent()) {
      PackCheckpoint found = cut.get();
      throw new VerificationStop(
          Code.TAIL_CUT,
          found.file(),
          found.line(),
          found.offset(),
          "a checkpoint over "
              + found.checkpoint().size()
              + " records was signed and "
              + size
              + " are there");
    }
  }

  private void conclude(PackManifest manifest) {
    long records = epochs.stream().mapToLong(EpochReport::size).sum();
    int checkpoints = epochs.stream().mapToInt(EpochReport::checkpoints).sum();
    int closed = epochs.stream().mapToInt(EpochReport::sessionsClosed).sum();
    proved.add(
        records
            + " records are canonical, hash to their own fingerprints, and continue unbroken"
            + " chains");
    proved.add(
        checkpoints
            + " checkpoints were signed by keys that the trust file names for "
            + log
            + ", over exactly these records in this order; each is consistent with the one"
            + " before");
    proved.add(closed + " sessions were closed with the counts that their records add up to");
    if (!outside.isEmpty()) {
      proved.add(outside.size() + " checkpoints from outside belong to this history");
    }
    Set<String> digests = new TreeSet<>();
    for (PackManifest.Document document : manifest.documents()) {
      digests.add(document.sha256());
    }
    long known = policies.keySet().stream().filter(digests::contains).count();
    if (known > 0) {
      proved.add(known + " of the policies that records name are in the pack, byte for byte");
    }
    if (known < policies.size()) {
      notProved.add(
          "what "
              + (policies.size() - known)
              + " of the policies that records name said: they"
              + " are not in the pack");
    }
    openEnds();
  }

  private void openEnds() {
    for (EpochReport epoch : epochs) {
      if (!epoch.sessionsOpen().isEmpty()) {
        notProved.add(
            "that "
                + epoch.sessionsOpen().size()
                + " sessions of epoch "
                + epoch.epoch()
                + " have ended: they have no session.close, the first is "
                + epoch.sessionsOpen().getFirst());
      }
    }
    notProved.add(
        outside.isEmpty()
            ? "that this is the only history: no witness cosignature and no checkpoint from"
                + " outside was given"
            : "that this is the only history after the newest checkpoint from outside: no"
                + " witness cosignature");
    notProved.add("that nothing was recorded after the newest checkpoint");
    notProved.add(
        "that the host's clock was right" + clock.finding().map(found -> ": " + found).orElse(""));
    notProved.add("that the host recorded what really happened");
  }
}
