package dev.tradewitness.authorize.lifecycle;

import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.decision.DecisionStatus;
import dev.tradewitness.authorize.exposure.OrderStatus;
import dev.tradewitness.authorize.journal.JournalRow;
import dev.tradewitness.authorize.journal.JournalStore;
import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.journal.Pending.Outcome;
import dev.tradewitness.authorize.lane.JournalFindings;
import dev.tradewitness.authorize.lane.LaneAnswer;
import dev.tradewitness.authorize.lane.LaneAnswer.Refusal;
import dev.tradewitness.authorize.lane.Lanes;
import dev.tradewitness.authorize.lane.OrderCommand;
import dev.tradewitness.authorize.lifecycle.Answer.Grant;
import dev.tradewitness.authorize.lifecycle.Answer.Timing;
import dev.tradewitness.authorize.lifecycle.Answer.Withholding;
import dev.tradewitness.authorize.policy.PolicyEngine;
import dev.tradewitness.authorize.policy.PolicyOutcome;
import dev.tradewitness.authorize.token.DecisionToken;
import dev.tradewitness.authorize.token.TokenSigner;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Decides orders: policy, the account's lane, the wait until the decision is durable, the
/// signature. A token is signed after the commit, so no signed token exists of a decision that is
/// not durable.
public final class Authorizer {

  private final Lanes lanes;
  private final JournalStore journal;
  private final Supplier<PolicyEngine> policy;
  private final Supplier<ControlBook> controls;
  private final ForgottenOrders forgotten;
  private final TokenSigner signer;
  private final BooleanSupplier held;
  private final LifecycleMeters meters;

  /// @param held true while no other instance can have taken the lanes over; another one may have
  ///   put a halt in force that this one does not know
  public Authorizer(
      Lanes lanes,
      JournalStore journal,
      Supplier<PolicyEngine> policy,
      Supplier<ControlBook> controls,
      TokenSigner signer,
      BooleanSupplier held,
      LifecycleMeters meters) {
    this.lanes = lanes;
    this.journal = journal;
    this.forgotten = new ForgottenOrders(lanes, journal, meters);
    this.policy = policy;
    this.controls = controls;
    this.signer = signer;
    this.held = held;
    this.meters = meters;
  }

  /// Decides, or repeats what was decided.
  public Answer authorize(OrderSubmission submission) throws InterruptedException {
    long start = System.nanoTime();
    OrderCommand command = command(submission);
    long judged = System.nanoTime();
    Answer result = decide(command, judged - start, JournalFindings.NONE);
    meters.answered(System.nanoTime() - start);
    return result;
  }

  private Answer decide(OrderCommand command, long policyNanos, JournalFindings findings)
      throws InterruptedException {
    long entered = System.nanoTime();
    LaneAnswer.ToOrder answer =
        lanes.of(command.candidate().client()).decide(command, controls, findings);
    var timing = new Timing(policyNanos, System.nanoTime() - entered, 0, 0, 0);
    return switch (answer) {
      case LaneAnswer.Decided decided -> decided(decided, timing);
      case LaneAnswer.Known(Decision decision, OrderStatus status, Pending last) -> {
        Outcome outcome = outcome(last);
        yield outcome == Outcome.COMMITTED
            ? replayed(command, decision, status, timing)
            : Unavailabilities.undecided(outcome);
      }
      case LaneAnswer.Stored stored -> stored(command, stored, findings, timing);
      case LaneAnswer.Forgotten asked -> {
        Answer repeated = forgotten(command, asked, timing);
        yield repeated != null
            ? repeated
            : decide(command, policyNanos, findings.withAbsentBelow(asked.below()));
      }
      case LaneAnswer.Refused(Refusal why) -> Unavailabilities.refused(why);
    };
  }

  /// Says what would be decided, and records nothing.
  public Answer dryRun(OrderSubmission submission) throws InterruptedException {
    long start = System.nanoTime();
    OrderCommand command = command(submission);
    long judged = System.nanoTime();
    return switch (lanes.of(submission.client()).dryRun(command, controls)) {
      case LaneAnswer.Refused(Refusal why) -> Unavailabilities.refused(why);
      case LaneAnswer.DryRun tried ->
          dryRun(command, tried, new Timing(judged - start, System.nanoTime() - judged, 0, 0, 0));
    };
  }

  private Answer dryRun(OrderCommand command, LaneAnswer.DryRun tried, Timing timing)
      throws InterruptedException {
    Outcome outcome = outcome(tried.last());
    if (outcome != Outcome.COMMITTED) {
      return Unavailabilities.undecided(outcome);
    }
    boolean known = tried.known() != null;
    if (tried.known() instanceof LaneAnswer.Forgotten) {
      switch (find(command)) {
        case ForgottenOrders.Result.Absent() -> known = false;
        case ForgottenOrders.Result.Known(JournalRow.Decided row) -> known = true;
        case ForgottenOrders.Result.Refused(Answer.Unavailable why) -> {
          return why;
        }
      }
    }
    return new Answer.DryRun(
        tried.reasons(), command.warnings(), command.policy().policy(), known, timing);
  }

  private ForgottenOrders.Result find(OrderCommand command) throws InterruptedException {
    Candidate candidate = command.candidate();
    return forgotten.find(candidate.client(), candidate.order().id());
  }

  private OrderCommand command(OrderSubmission submission) {
    Candidate candidate =
        Candidate.of(
            submission.client(), submission.order(), controls.get(), lanes.timeInForceWhenAbsent());
    PolicyOutcome outcome = policy.get().judge(candidate);
    return new OrderCommand(candidate, submission.order().hash(), submission.traceId(), outcome);
  }

  private Answer decided(LaneAnswer.Decided decided, Timing timing) throws InterruptedException {
    Pending pending = decided.pending();
    Outcome outcome = pending.await();
    if (outcome != Outcome.COMMITTED) {
      return Unavailabilities.undecided(outcome);
    }
    Decision decision = decided.decision();
    meters.decided(decision);
    if (!held.getAsBoolean()) {
      return Unavailabilities.undecided(Outcome.UNKNOWN);
    }
    long signing = System.nanoTime();
    // Checked again: a halt may have come in force while the decision was committed.
    Grant grant =
        trading(decision).isStricterThan(decided.judgedUnder()) && isAuthorized(decision)
            ? new Grant.Withheld(Withholding.TRADING_RESTRICTED)
            : signed(decision);
    return new Answer.Decided(
        decision,
        grant,
        new Timing(
            timing.policy(),
            timing.state(),
            pending.queueNanos(),
            pending.commitNanos(),
            System.nanoTime() - signing));
  }

  private Answer stored(
      OrderCommand command, LaneAnswer.Stored known, JournalFindings findings, Timing timing)
      throws InterruptedException {
    int lane = lanes.numberOf(command.candidate().client());
    try {
      JournalRow.Decided row = journal.decision(lane, known.sequence());
      if (row == null) {
        throw new IllegalStateException(
            "lane %d: the journal has no decision %d".formatted(lane, known.sequence()));
      }
      if (!isOf(row.decision(), command.candidate())) {
        // The index finds by hash: this is another order, and the search goes on below it.
        meters.falseHit();
        return decide(command, timing.policy(), findings.withBelow(known.sequence()));
      }
      Outcome outcome = outcome(known.last());
      return outcome == Outcome.COMMITTED
          ? replayed(command, row, known.status(), timing)
          : Unavailabilities.undecided(outcome);
    } catch (SQLException e) {
      return Unavailabilities.journal("The journal cannot be read");
    }
  }

  /// @param status of the order now; null when only the journal says
  private Answer replayed(
      OrderCommand command, JournalRow.Decided row, @Nullable OrderStatus status, Timing timing) {
    try {
      OrderStatus now =
          status != null
              ? status
              : OrderHistory.of(row, journal.reports(row.lane(), row.sequence())).state().status();
      return replayed(command, row.decision(), now, timing);
    } catch (SQLException e) {
      return Unavailabilities.journal("The journal cannot be read");
    }
  }

  /// Asks the journal for a decision of the window that memory may have forgotten.
  ///
  /// @return null when there is none
  private @Nullable Answer forgotten(
      OrderCommand command, LaneAnswer.Forgotten asked, Timing timing) throws InterruptedException {
    Outcome outcome = outcome(asked.last());
    if (outcome != Outcome.COMMITTED) {
      return Unavailabilities.undecided(outcome);
    }
    return switch (find(command)) {
      case ForgottenOrders.Result.Absent() -> null;
      case ForgottenOrders.Result.Refused(Answer.Unavailable why) -> why;
      // An open order is found in memory, so this one is closed.
      case ForgottenOrders.Result.Known(JournalRow.Decided row) ->
          replayed(command, row, null, timing);
    };
  }

  private static Outcome outcome(@Nullable Pending last) throws InterruptedException {
    return last == null ? Outcome.COMMITTED : last.await();
  }

  private Answer replayed(OrderCommand command, Decision known, OrderStatus status, Timing timing) {
    if (!known.orderHash().equals(command.orderHash())) {
      return new Answer.IdReused();
    }
    if (!held.getAsBoolean()) {
      return Unavailabilities.undecided(Outcome.UNKNOWN);
    }
    meters.replayed();
    return new Answer.Replayed(known, status, grantAgain(known, status), timing);
  }

  private static boolean isOf(Decision decision, Candidate candidate) {
    return decision.client().equals(candidate.client())
        && decision.order().id().equals(candidate.order().id());
  }

  /// An authorization that is asked for again is usable only while its order is open and trading is
  /// not restricted. The token of a blocked order authorizes nothing and is always given.
  private Grant grantAgain(Decision decision, OrderStatus status) {
    if (isAuthorized(decision) && !status.isOpen()) {
      return new Grant.Withheld(Withholding.ORDER_CLOSED);
    }
    if (isAuthorized(decision) && trading(decision) != TradingState.ACTIVE) {
      return new Grant.Withheld(Withholding.TRADING_RESTRICTED);
    }
    return signed(decision);
  }

  private static boolean isAuthorized(Decision decision) {
    return decision.status() == DecisionStatus.AUTHORIZED;
  }

  private TradingState trading(Decision decision) {
    return controls.get().tradingState(decision.client(), decision.order().symbol());
  }

  private Grant signed(Decision decision) {
    DecisionToken token = signer.sign(decision);
    return token == null ? new Grant.Withheld(Withholding.KEY_UNKNOWN) : new Grant.Signed(token);
  }
}
