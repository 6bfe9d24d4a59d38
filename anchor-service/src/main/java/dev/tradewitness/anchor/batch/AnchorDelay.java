package dev.tradewitness.anchor.batch;

import dev.tradewitness.anchor.log.LogHead;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Test ANC-002: how long events of a stream have waited for an anchor, against their tier's limit.
///
/// @param oldest when the oldest event without an anchor was received; null when there is none
/// @param limit the tier's interval
public record AnchorDelay(@Nullable Instant oldest, Duration age, Duration limit, Finding finding) {

  /// What ANC-002 says.
  public enum Finding {
    OK,
    WARNING,
    VIOLATION
  }

  // Closing at the limit and anchoring right after is on time: without this the state would
  // flicker.
  private static final Duration GRACE_MAX = Duration.ofMinutes(1);

  public static AnchorDelay of(
      LogHead head, BatchStore.@Nullable Summary batches, Duration limit, Instant now) {
    Instant pending = batches == null ? null : batches.oldestPendingEventAt();
    Instant oldest = pending == null ? head.open().firstEventAt() : pending;
    if (oldest == null) {
      return new AnchorDelay(null, Duration.ZERO, limit, Finding.OK);
    }
    Duration age = Duration.between(oldest, now);
    return new AnchorDelay(
        oldest, age.isNegative() ? Duration.ZERO : age, limit, finding(age, limit));
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
