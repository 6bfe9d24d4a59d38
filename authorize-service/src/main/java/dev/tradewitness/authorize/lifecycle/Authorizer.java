package dev.tradewitness.authorize.lifecycle;

import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.decision.Decision;
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
import dev.tradewitness.authorize.policy.RulesInForce;
import dev.tradewitness.authorize.policy.ShadowPolicy;
import dev.tradewitness.authorize.token.TokenForm;
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
  private final Supplier<RulesInForce> rules;
  private final ForgottenOrders forgotten;
  private final TokenSigner signer;
  private final TokenGrants grants;
  private final BooleanSupplier held;
  private final ShadowPolicy shadow;
  private final LifecycleMeters meters;

  /// @param held true while no other instance can have taken the lanes over; another one may have
  ///   put a halt in force that this one does not know
  public Authorizer(
      Lanes lanes,
      JournalStore journal,
      Supplier<RulesInForce> rules,
      TokenSigner signer,
      BooleanSupplier held,
      ShadowPolicy shadow,
      LifecycleMeters meters) {
    this.lanes = lanes;
    this.journal = journal;
    this.forgotten = new ForgottenOrders(lanes, journal, meters);
    this.rules = rules;
    this.signer = signer;
    this.grants = new TokenGrants(() -> rules.get().controls(), signer);
    this.held = held;
    this.shadow = shadow;
    this.meters = meters;
  }

  /// Whether tokens are given in this form.
  public boolean offers(TokenForm form) {
    return signer.offers(form);
  }

  /// Decides, or repeats what was decided.
  public Answer authorize(OrderSubmission submission) throws InterruptedException {
    if (!signer.canSign()) {
      return Unavailabilities.noSigningKey();
    }
    long start = System.nanoTime();
    var asked = new Asked(command(submission), submission.form());
    long judged = System.nanoTime();
    Answer result = decide(asked, judged - start, JournalFindings.NONE);
    meters.answered(System.nanoTime() - start);
    return result;
  }

  /// @param form of the token in the answer
  private record Asked(OrderCommand command, TokenForm form) {
    Candidate candidate() {
      return command.candidate();
    }
  }

  private Answer decide(Asked asked, long policyNanos, JournalFindings findings)
      throws InterruptedException {
    long entered = System.nanoTime();
    LaneAnswer.ToOrder answer =
        lanes.of(asked.candidate().client()).decide(asked.command(), rules, findings);
    var timing = new Timing(policyNanos, System.nanoTime() - entered, 0, 0, 0);
    return switch (answer) {
      case LaneAnswer.Decided decided -> decided(asked, decided, timing);
      case LaneAnswer.Known(Decision decision, OrderStatus status, Pending last) -> {
        Outcome outcome = outcome(last);
        yield outcome == Outcome.COMMITTED
            ? replayed(asked, decision, status, timing)
            : Unavailabilities.undecided(outcome);
      }
      case LaneAnswer.Stored stored -> stored(asked, stored, findings, timing);
      case LaneAnswer.Forgotten where -> {
        Answer repeated = forgotten(asked, where, timing);
        yield repeated != null
            ? repeated
            : decide(asked, policyNanos, findings.withAbsentBelow(where.below()));
      }
      case LaneAnswer.Refused(Refusal why) -> Unavailabilities.refused(why);
    };
  }

  /// Says what would be decided, and records nothing.
  public Answer dryRun(OrderSubmission submission) throws InterruptedException {
    long start = System.nanoTime();
    OrderCommand command = command(submission);
    long judged = System.nanoTime();
    return switch (lanes.of(submission.client()).dryRun(command, rules)) {
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
      switch (find(command.candidate())) {
        case ForgottenOrders.Result.Absent() -> known = false;
        case ForgottenOrders.Result.Known(JournalRow.Decided row) -> known = true;
        case ForgottenOrders.Result.Refused(Answer.Unavailable why) -> {
          return why;
        }
      }
    }
    return new Answer.DryRun(tried.reasons(), tried.warnings(), tried.policy(), known, timing);
  }

  private ForgottenOrders.Result find(Candidate candidate) throws InterruptedException {
    return forgotten.find(candidate.client(), candidate.order().id());
  }

  private OrderCommand command(OrderSubmission submission) {
    RulesInForce now = rules.get();
    Candidate candidate =
        Candidate.of(
            submission.client(), submission.order(), now.controls(), lanes.timeInForceWhenAbsent());
    return new OrderCommand(
        candidate, submission.order().hash(), submission.traceId(), now.policy().judge(candidate));
  }

  private Answer decided(Asked asked, LaneAnswer.Decided decided, Timing timing)
      throws InterruptedException {
    Pending pending = decided.pending();
    Outcome outcome = pending.await();
    if (outcome != Outcome.COMMITTED) {
      return Unavailabilities.undecided(outcome);
    }
    Decision decision = decided.decision();
    meters.decided(decision);
    shadow.offer(decision, asked.candidate(), rules.get());
    if (!held.getAsBoolean()) {
      return Unavailabilities.undecided(Outcome.UNKNOWN);
    }
    long signing = System.nanoTime();
    Grant grant = grants.first(decision, decided.judgedUnder(), asked.form());
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
      Asked asked, LaneAnswer.Stored known, JournalFindings findings, Timing timing)
      throws InterruptedException {
    int lane = lanes.numberOf(asked.candidate().client());
    try {
      JournalRow.Decided row = journal.decision(lane, known.sequence());
      if (row == null) {
        throw new IllegalStateException(
            "lane %d: the journal has no decision %d".formatted(lane, known.sequence()));
      }
      if (!isOf(row.decision(), asked.candidate())) {
        // The index finds by hash: this is another order, and the search goes on below it.
        meters.falseHit();
        return decide(asked, timing.policy(), findings.withBelow(known.sequence()));
      }
      Outcome outcome = outcome(known.last());
      return outcome == Outcome.COMMITTED
          ? replayed(asked, row, known.status(), timing)
          : Unavailabilities.undecided(outcome);
    } catch (SQLException e) {
      return Unavailabilities.journal("The journal cannot be read");
    }
  }

  /// @param status of the order now; null when only the journal says
  private Answer replayed(
      Asked asked, JournalRow.Decided row, @Nullable OrderStatus status, Timing timing) {
    try {
      OrderStatus now =
          status != null
              ? status
              : OrderHistory.of(row, journal.after(row.lane(), row.sequence())).state().status();
      return replayed(asked, row.decision(), now, timing);
    } catch (SQLException e) {
      return Unavailabilities.journal("The journal cannot be read");
    }
  }

  /// Asks the journal for a decision of the window that memory may have forgotten.
  ///
  /// @return null when there is none
  private @Nullable Answer forgotten(Asked asked, LaneAnswer.Forgotten where, Timing timing)
      throws InterruptedException {
    Outcome outcome = outcome(where.last());
    if (outcome != Outcome.COMMITTED) {
      return Unavailabilities.undecided(outcome);
    }
    return switch (find(asked.candidate())) {
      case ForgottenOrders.Result.Absent() -> null;
      case ForgottenOrders.Result.Refused(Answer.Unavailable why) -> why;
      // An open order is found in memory, so this one is closed.
      case ForgottenOrders.Result.Known(JournalRow.Decided row) ->
          replayed(asked, row, null, timing);
    };
  }

  private static Outcome outcome(@Nullable Pending last) throws InterruptedException {
    return last == null ? Outcome.COMMITTED : last.await();
  }

  private Answer replayed(Asked asked, Decision known, OrderStatus status, Timing timing) {
    if (!known.orderHash().equals(asked.command().orderHash())) {
      return new Answer.IdReused();
    }
    if (!held.getAsBoolean()) {
      return Unavailabilities.undecided(Outcome.UNKNOWN);
    }
    meters.replayed();
    return new Answer.Replayed(known, status, grants.again(known, status, asked.form()), timing);
  }

  private static boolean isOf(Decision decision, Candidate candidate) {
    return decision.client().equals(candidate.client())
        && decision.order().id().equals(candidate.order().id());
  }
}
