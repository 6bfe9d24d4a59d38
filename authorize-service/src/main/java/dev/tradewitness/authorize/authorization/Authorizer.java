package dev.tradewitness.authorize.authorization;

import dev.tradewitness.authorize.authorization.Answer.Timing;
import dev.tradewitness.authorize.authorization.LaneAnswer.Refusal;
import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.journal.JournalRow;
import dev.tradewitness.authorize.journal.JournalStore;
import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.policy.PolicyEngine;
import dev.tradewitness.authorize.policy.PolicyOutcome;
import dev.tradewitness.authorize.token.DecisionToken;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;

/// Decides orders: policy, then the account's lane, then the wait until the decision is durable.
/// The answer leaves only after that.
public final class Authorizer {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Lanes lanes;
  private final JournalStore journal;
  private final Supplier<PolicyEngine> policy;
  private final Supplier<ControlBook> controls;
  private final AuthorizationMeters meters;
  private final long deadlineNanos;

  public Authorizer(
      Lanes lanes,
      JournalStore journal,
      Supplier<PolicyEngine> policy,
      Supplier<ControlBook> controls,
      AuthorizationMeters meters) {
    this.lanes = lanes;
    this.journal = journal;
    this.policy = policy;
    this.controls = controls;
    this.meters = meters;
    this.deadlineNanos = lanes.settings().answerDeadline().toNanos();
  }

  /// Decides, or repeats what was decided.
  public Answer authorize(OrderSubmission submission) throws InterruptedException {
    long start = System.nanoTime();
    OrderCommand command = command(submission);
    long judged = System.nanoTime();
    LaneAnswer.ToOrder answer = lanes.of(submission.client()).decide(command, controls);
    long inLane = System.nanoTime();
    Answer result =
        switch (answer) {
          case LaneAnswer.Decided(Pending pending, DecisionToken token, long signNanos) ->
              decided(
                  pending,
                  token,
                  new Timing(judged - start, inLane - judged - signNanos, signNanos, 0, 0));
          case LaneAnswer.Known(Pending pending, DecisionToken token) ->
              settled(pending) ? replayed(command, token, judged - start) : undecided(pending);
          case LaneAnswer.Stored(long sequence) -> stored(command, sequence, judged - start);
          case LaneAnswer.Refused(Refusal why) -> refused(why);
        };
    meters.answered(System.nanoTime() - start);
    return result;
  }

  /// Says what would be decided, and records nothing.
  public Answer rehearse(OrderSubmission submission) throws InterruptedException {
    long start = System.nanoTime();
    OrderCommand command = command(submission);
    long judged = System.nanoTime();
    return switch (lanes.of(submission.client()).rehearse(command, controls)) {
      case LaneAnswer.Refused(Refusal why) -> refused(why);
      case LaneAnswer.Rehearsed(var reasons, boolean known, Pending last) -> {
        if (last != null && !settled(last)) {
          yield undecided(last);
        }
        yield new Answer.Rehearsed(
            reasons,
            command.policy().warnings(),
            command.policy().policy(),
            known,
            new Timing(judged - start, System.nanoTime() - judged, 0, 0, 0));
      }
    };
  }

  private OrderCommand command(OrderSubmission submission) {
    Candidate candidate = Candidate.of(submission.client(), submission.order(), controls.get());
    PolicyOutcome outcome = policy.get().judge(candidate);
    return new OrderCommand(candidate, submission.order().hash(), submission.traceId(), outcome);
  }

  private Answer decided(Pending pending, DecisionToken token, Timing timing)
      throws InterruptedException {
    if (!settled(pending)) {
      return undecided(pending);
    }
    meters.decided(token.decision());
    return new Answer.Decided(
        token,
        false,
        new Timing(
            timing.policy(),
            timing.state(),
            timing.sign(),
            pending.queueNanos(),
            pending.commitNanos()));
  }

  private Answer stored(OrderCommand command, long sequence, long policyNanos) {
    int lane = lanes.numberOf(command.candidate().client());
    try {
      JournalRow.Decided row = journal.decision(lane, sequence);
      if (row == null) {
        throw new IllegalStateException(
            "lane %d: the journal has no decision %d".formatted(lane, sequence));
      }
      return replayed(command, row.token(), policyNanos);
    } catch (SQLException e) {
      return unavailable("The journal cannot be read");
    }
  }

  private Answer replayed(OrderCommand command, DecisionToken token, long policyNanos) {
    Candidate candidate = command.candidate();
    var known = token.decision();
    // The index finds by hash; two ids that meet there must not be taken for one.
    if (!known.client().equals(candidate.client())
        || !known.order().id().equals(candidate.order().id())) {
      return unavailable("Two order ids cannot be told apart");
    }
    if (!known.orderHash().equals(command.orderHash())) {
      return new Answer.IdReused();
    }
    meters.replayed();
    return new Answer.Decided(token, true, new Timing(policyNanos, 0, 0, 0, 0));
  }

  /// Waits; true when the row is durable.
  boolean settled(Pending pending) throws InterruptedException {
    return pending.await(deadlineNanos) == Pending.Outcome.COMMITTED;
  }

  private Answer.Unavailable undecided(Pending pending) throws InterruptedException {
    return switch (pending.await(0)) {
      case UNDONE -> unavailable("The journal cannot be written; nothing was recorded");
      case UNKNOWN, COMMITTED ->
          new Answer.Unavailable(
              "OVERLOADED",
              "The journal did not confirm in time; send the same request again to learn the decision",
              RETRY_AFTER);
    };
  }

  static Answer.Unavailable unavailable(String detail) {
    return new Answer.Unavailable("JOURNAL_UNAVAILABLE", detail, RETRY_AFTER);
  }

  static Answer.Unavailable refused(Refusal why) {
    return switch (why) {
      case UNAVAILABLE -> unavailable("Decisions cannot be recorded now");
      case OVERLOADED ->
          new Answer.Unavailable("OVERLOADED", "Too much is waiting to be recorded", RETRY_AFTER);
      case ORDERS_FULL ->
          new Answer.Unavailable("ORDERS_FULL", "There is no room for another order", RETRY_AFTER);
    };
  }
}
