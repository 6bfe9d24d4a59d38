package dev.tradewitness.anchor.batch;

import dev.tradewitness.anchor.anchoring.Trust;
import dev.tradewitness.anchor.log.LogHead;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// Test ANC-002: how long events of a stream have waited for an anchor, against their tier's limit.
/// Only anchors of EXTERNAL targets count. Where every target is LOCAL no such anchor can come: the
/// ages are then of LOCAL anchors, and the finding says so. Batches that were anchored before the
/// first EXTERNAL target was configured wait for nothing.
///
/// @param oldest when the oldest event without such an anchor was received; null when there is none
/// @param limit the tier's interval
/// @param counted whose anchors count
public record AnchorDelay(
    @Nullable Instant oldest, Duration age, Duration limit, Trust counted, Finding finding) {

  /// What ANC-002 says.
  public enum Finding {
    OK,
    /// Every event is anchored in time, by the log's own operator alone.
    LOCAL_ONLY,
    WARNING,
    VIOLATION;

    /// Whether somebody has to look.
    public boolean isLate() {
      return this == WARNING || this == VIOLATION;
    }
  }

  // Closing at the limit and anchoring right after is on time: without this the state would
  // flicker.
  private static final Duration GRACE_MAX = Duration.ofMinutes(1);

  /// @param targets of every configured target, who runs it; empty when there is none
  public static AnchorDelay of(
      LogHead head,
      BatchStore.@Nullable Summary batches,
      Collection<Trust> targets,
      Duration limit,
      Instant now) {
    Trust counted =
        targets.isEmpty() || targets.contains(Trust.EXTERNAL) ? Trust.EXTERNAL : Trust.LOCAL;
    Instant waiting = batches == null ? null : waiting(batches, counted);
    Instant oldest = waiting == null ? head.open().firstEventAt() : waiting;
    Duration age =
        oldest == null || oldest.isAfter(now) ? Duration.ZERO : Duration.between(oldest, now);
    Finding finding = finding(age, limit);
    return new AnchorDelay(
        oldest,
        age,
        limit,
        counted,
        finding == Finding.OK && counted == Trust.LOCAL ? Finding.LOCAL_ONLY : finding);
  }

  private static @Nullable Instant waiting(BatchStore.Summary batches, Trust counted) {
    Instant pending = batches.oldestPendingEventAt();
    Instant external = batches.oldestAwaitingExternalAt();
    if (counted == Trust.LOCAL || external == null) {
      return pending;
    }
    return pending == null || external.isBefore(pending) ? external : pending;
  }

  private static Finding finding(Duration age, Duration limit) {
    Duration tenth = limit.dividedBy(10);
    Duration grace = tenth.compareTo(GRACE_MAX) > 0 ? GRACE_MAX : tenth;
    if (age.compareTo(limit.multipliedBy(2)) > 0) {
      return Finding.VIOLATION;
    }
    return age.compareTo(limit.plus(grace)) > 0 ? Finding.WARNING : Finding.OK;
  }
}
