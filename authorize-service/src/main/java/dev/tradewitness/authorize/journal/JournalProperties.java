package dev.tradewitness.authorize.journal;

import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param lanes account partitions of a new installation, 1 to 1024; an existing one keeps its own
/// @param groupRowsMax rows in one commit
/// @param queueRowsMax rows waiting for a commit; beyond it the answer is 503 `OVERLOADED`
/// @param queueAgeMax the same when the row at the head has waited longer than this
/// @param leaseLife how long the lanes stay with an owner that does not renew
/// @param snapshotRows rows after which a lane is snapshotted again
/// @param snapshotInterval time after which a lane with new rows is snapshotted again
/// @param idempotencyWindow days before today of which a repetition gets the first decision; an
///   order that was closed before them is new when it is sent again, and reports and searches still
///   find it in the journal
/// @param retention days before today whose rows are kept, not fewer than the idempotency window;
///   absent: for ever
@ConfigurationProperties(prefix = "tradewitness.authorize.journal", ignoreUnknownFields = false)
public record JournalProperties(
    @DefaultValue("64") int lanes,
    @DefaultValue("256") int groupRowsMax,
    @DefaultValue("8192") int queueRowsMax,
    @DefaultValue("1s") Duration queueAgeMax,
    @DefaultValue("5s") Duration leaseLife,
    @DefaultValue("20000") long snapshotRows,
    @DefaultValue("15m") Duration snapshotInterval,
    @DefaultValue("3d") Period idempotencyWindow,
    @Nullable Period retention) {

  public JournalProperties {
    if (lanes < 1 || lanes > 1024 || groupRowsMax < 1 || queueRowsMax < groupRowsMax) {
      throw new IllegalArgumentException(
          "lanes %d (1 to 1024), group %d, queue %d (not below group)"
              .formatted(lanes, groupRowsMax, queueRowsMax));
    }
    requireDays("idempotency window", idempotencyWindow);
    if (retention != null) {
      requireDays("retention", retention);
      if (LocalDate.EPOCH.plus(retention).isBefore(LocalDate.EPOCH.plus(idempotencyWindow))) {
        throw new IllegalArgumentException(
            "retention %s is shorter than the idempotency window %s"
                .formatted(retention, idempotencyWindow));
      }
    }
  }

  // Months differ in length, so a comparison of periods needs days.
  private static void requireDays(String what, Period period) {
    if (period.getYears() != 0
        || period.getMonths() != 0
        || !LocalDate.EPOCH.plus(period).isAfter(LocalDate.EPOCH)) {
      throw new IllegalArgumentException(
          "%s %s: expected days, at least one, such as 90d".formatted(what, period));
    }
  }
}
