package dev.tradewitness.authorize.lifecycle;

import dev.tradewitness.authorize.journal.Pending.Outcome;
import dev.tradewitness.authorize.lane.LaneAnswer.Refusal;
import java.time.Duration;

/// The answers when nothing can be said durably.
final class Unavailabilities {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private Unavailabilities() {}

  static Answer.Unavailable journal(String detail) {
    return new Answer.Unavailable("JOURNAL_UNAVAILABLE", detail, RETRY_AFTER);
  }

  static Answer.Unavailable noSigningKey() {
    return new Answer.Unavailable(
        "NO_SIGNING_KEY", "No token key is active now; nothing was decided", RETRY_AFTER);
  }

  static Answer.Unavailable overloaded(String detail) {
    return new Answer.Unavailable("OVERLOADED", detail, RETRY_AFTER);
  }

  static Answer.Unavailable refused(Refusal why) {
    return switch (why) {
      case UNAVAILABLE -> journal("Decisions cannot be recorded now");
      case OVERLOADED -> overloaded("Too many decisions wait for a commit");
      case EXECUTIONS_FULL ->
          new Answer.Unavailable(
              "EXECUTIONS_FULL",
              "There is no room for another execution of an open order",
              RETRY_AFTER);
      case ORDERS_FULL ->
          new Answer.Unavailable("ORDERS_FULL", "There is no room for another order", RETRY_AFTER);
    };
  }

  /// @param outcome of the row that is not known to be durable
  static Answer.Unavailable undecided(Outcome outcome) {
    return switch (outcome) {
      case UNDONE -> journal("The journal cannot be written; nothing was recorded");
      case UNKNOWN, COMMITTED ->
          overloaded("The decision may still commit; repeating the request returns it");
    };
  }
}
