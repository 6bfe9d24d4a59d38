package dev.tradewitness.anchor.log;

import java.time.Instant;

/// A log's state and why it is in it.
///
/// @param detail one sentence, empty when open
/// @param since when the state began; of an unconfirmed log, when it last grew
/// @param awaitedTo the highest sequence known to exist but not in, or -1
/// @param conflictSequence the sequence that two contents claim, or -1
/// @param commonSize -1, unless the log is or was ahead of capture: leaves below it are the same
///   there
/// @param acceptedSize leaves below it stand by somebody's word, whatever capture has
public record Standing(
    LogState state,
    String detail,
    Instant since,
    long awaitedTo,
    long conflictSequence,
    long commonSize,
    long acceptedSize) {

  /// Of a log that is not ahead of capture and that nobody ever had to settle.
  public Standing(
      LogState state, String detail, Instant since, long awaitedTo, long conflictSequence) {
    this(state, detail, since, awaitedTo, conflictSequence, -1, 0);
  }

  private Standing in(LogState next, String why, Instant from, long awaited) {
    return new Standing(next, why, from, awaited, -1, -1, acceptedSize);
  }

  private Standing open(Instant now) {
    return in(LogState.OPEN, "", now, -1);
  }

  /// After what arrived was taken as planned; the log is not stopped.
  Standing after(ArrivalPlan plan, long reached, Instant now) {
    long awaited = Math.max(awaitedTo, plan.highestBeyond());
    if (awaited < reached) {
      return state == LogState.OPEN ? this : open(now);
    }
    LogState next = next(plan, reached);
    boolean isMoving = next == LogState.UNCONFIRMED && !plan.next().isEmpty();
    return in(
        next,
        next == LogState.MALFORMED ? detail : missing(next, reached, awaited),
        next != state || isMoving ? now : since,
        awaited);
  }

  private LogState next(ArrivalPlan plan, long reached) {
    return switch (state) {
      case OPEN -> plan.isUnconfirmed() ? LogState.UNCONFIRMED : LogState.GAP;
      // What is awaited came before, in messages that nobody vouched for.
      case UNCONFIRMED ->
          plan.isUnconfirmed() || reached <= awaitedTo ? LogState.UNCONFIRMED : LogState.GAP;
      case GAP -> LogState.GAP;
      case UNKNOWN, MALFORMED, CONFLICT, AHEAD -> state;
    };
  }

  private static String missing(LogState state, long from, long to) {
    return (state == LogState.UNCONFIRMED
            ? "capture has yet to confirm sequences %d to %d"
            : "sequences %d to %d are not in")
        .formatted(from, to);
  }

  /// With a sequence known to exist that is not in.
  Standing awaiting(long highest) {
    return new Standing(state, detail, since, highest, conflictSequence, commonSize, acceptedSize);
  }

  /// In a state that somebody found it in; neither in conflict nor ahead before or after.
  Standing marked(LogState next, String why, long awaited, Instant now) {
    return next == LogState.OPEN
        ? open(now)
        : in(next, why, state == next ? since : now, Math.max(awaitedTo, awaited));
  }

  /// Stopped by another content for a sequence. A conflict that is there already stays as it is.
  Standing conflict(Contradiction found, Instant now) {
    if (state == LogState.CONFLICT) {
      return this;
    }
    Leaf claim = found.claim();
    String detail =
        "sequence %d has %s here, %s came"
            .formatted(
                claim.sequence(),
                found.held() == null ? "two contents in one poll" : found.held(),
                claim.eventHash());
    return new Standing(
        LogState.CONFLICT,
        detail,
        now,
        Math.max(awaitedTo, claim.sequence()),
        claim.sequence(),
        commonSize,
        acceptedSize);
  }

  /// Stopped for holding more than capture. A conflict goes on being one; once it is resolved the
  /// log is ahead.
  ///
  /// @param common leaves below it need not be compared
  Standing ahead(long size, long captured, long common, Instant now) {
    long from = commonSize < 0 ? common : Math.min(commonSize, common);
    return state == LogState.CONFLICT
        ? comparedTo(from)
        : new Standing(
            LogState.AHEAD,
            "holds %d events, capture knows %d".formatted(size, captured),
            state == LogState.AHEAD ? since : now,
            awaitedTo,
            -1,
            from,
            acceptedSize);
  }

  /// Compared with capture up to a sequence.
  Standing comparedTo(long common) {
    return new Standing(state, detail, since, awaitedTo, conflictSequence, common, acceptedSize);
  }

  /// With the cause of the state gone: ahead when that is still to be compared, open otherwise, or
  /// a gap when more is known to exist.
  Standing resolved(long size, Instant now) {
    if (state == LogState.CONFLICT && commonSize >= 0) {
      return new Standing(
          LogState.AHEAD,
          "is to be compared with capture",
          now,
          awaitedTo,
          -1,
          commonSize,
          acceptedSize);
    }
    return awaitedTo < size
        ? open(now)
        : in(LogState.GAP, missing(LogState.GAP, size, awaitedTo), now, awaitedTo);
  }

  /// By somebody's word: the log goes on with the leaves it has.
  Standing accepted(long size, Instant now) {
    return new Standing(LogState.OPEN, "", since, awaitedTo, -1, -1, size).resolved(size, now);
  }
}
