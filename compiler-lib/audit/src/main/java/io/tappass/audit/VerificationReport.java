package io.tappass.audit;

import io.tappass.json.JsonValue;
import io.tappass.json.JsonValue.JsonArray;
import io.tappass.json.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What verifying an evidence pack proved, what it did not, and where it failed first, if it did.
 *
 * @param log as the pack names it; empty if that could not be read
 * @param epochs those that were verified to their end
 * @param proved sentences, each of them established by the signed bytes and the trust file
 * @param notProved sentences, each of them open even if nothing failed
 */
public record VerificationReport(
    String log,
    List<EpochReport> epochs,
    List<String> proved,
    List<String> notProved,
    Optional<VerificationFailure> failure) {

  /**
   * One verified epoch.
   *
   * @param size records
   * @param checkpoints that the records were compared with
   * @param root of the newest checkpoint, base64
   * @param sessionsClosed with the counts they claim
   * @param sessionsOpen ids of those without a close
   */
  public record EpochReport(
      long epoch,
      long size,
      int checkpoints,
      String root,
      int sessionsClosed,
      List<String> sessionsOpen) {
    public EpochReport {
      sessionsOpen = List.copyOf(sessionsOpen);
    }
  }

  public VerificationReport {
    epochs = List.copyOf(epochs);
    proved = List.copyOf(proved);
    notProved = List.copyOf(notProved);
  }

  /** Whether nothing failed. */
  public boolean holds() {
    return failure.isEmpty();
  }

  /** Records in all verified epochs. */
  public long records() {
    return epochs.stream().mapToLong(EpochReport::size).sum();
  }

  /** As JSON for other programs. */
  public JsonObject toJson() {
    List<JsonValue> epochList = new ArrayList<>();
    for (EpochReport epoch : epochs) {
      epochList.add(
          JsonValue.object()
              .put("epoch", epoch.epoch())
              .put("size", epoch.size())
              .put("checkpoints", epoch.checkpoints())
              .put("root", epoch.root())
              .put("sessions_closed", epoch.sessionsClosed())
              .put("sessions_open", JsonValue.ofStrings(epoch.sessionsOpen()))
              .build());
    }
    var out =
        JsonValue.object()
            .put("holds", holds())
            .put("log", log)
            .put("records", records())
            .put("epochs", new JsonArray(epochList))
            .put("proved", JsonValue.ofStrings(proved))
            .put("not_proved", JsonValue.ofStrings(notProved));
    failure.ifPresent(value -> out.put("failure", value.toJson()));
    return out.build();
  }
}
