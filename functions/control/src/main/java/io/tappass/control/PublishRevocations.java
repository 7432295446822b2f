package io.tappass.control;

import io.tappass.control.BundleStore.PutOutcome;
import io.tappass.control.EnrolmentSet.VoidedEnrolment;
import io.tappass.trust.StorePaths;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Puts revocations where their hosts look for them. Part of every publishing round, and before all
 * else in it: neither a broken policy nor an unreachable forge may keep a revoked host alive, and a
 * revocation whose publisher died is published by the next round.
 */
final class PublishRevocations {
  private final BundleStore store;
  private final Set<String> published = ConcurrentHashMap.newKeySet();

  PublishRevocations(BundleStore store) {
    this.store = store;
  }

  /** Publishes what this process has not published yet; what is there already stays. */
  void publish(EnrolmentSet enrolments) throws StoreException, StopException {
    for (VoidedEnrolment voided : enrolments.voided()) {
      String path = StorePaths.revocation(voided.sandbox(), voided.epoch());
      if (published.contains(path)) {
        continue;
      }
      if (store.putOnce(path, voided.revocation()) == PutOutcome.CONFLICT) {
        throw new StopException(
            new Stop.Failed(path + " is in the store, and is not the registry's revocation"));
      }
      published.add(path);
    }
  }
}
