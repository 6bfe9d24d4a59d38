package dev.tradewitness.authorize.lifecycle;

import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.journal.JournalRow;
import dev.tradewitness.authorize.journal.JournalStore;
import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.journal.Pending.Outcome;
import dev.tradewitness.authorize.lane.Lane;
import dev.tradewitness.authorize.lane.LaneAnswer;
import dev.tradewitness.authorize.lane.LaneAnswer.Refusal;
import dev.tradewitness.authorize.lane.LaneAnswer.ToBeSent;
import dev.tradewitness.authorize.lane.Lanes;
import dev.tradewitness.authorize.lane.RedeemCommand;
import dev.tradewitness.authorize.lifecycle.OrderSearch.Found;
import dev.tradewitness.authorize.lifecycle.OrderSearch.Result;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.RedemptionId;
import dev.tradewitness.authorize.order.Uuids;
import dev.tradewitness.authorize.token.PresentedToken;
import dev.tradewitness.authorize.token.TokenVerifier;
import dev.tradewitness.authorize.token.Verification;
import dev.tradewitness.authorize.token.Verification.Shown;
import dev.tradewitness.common.canonical.JsonObject;
import java.sql.SQLException;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Lets a token be used once. The redemption is a row of the order's lane, durable before the
/// answer, so it holds across restarts and takeovers for as long as the order is open; a closed
/// order's token is not redeemed at all.
public final class Redemptions {

  private final TokenVerifier verifier;
  private final OrderSearch search;
  private final JournalStore journal;
  private final Supplier<ControlBook> controls;
  private final BooleanSupplier held;
  private final LifecycleMeters meters;

  /// @param held true while no other instance can have taken the lanes over
  public Redemptions(
      TokenVerifier verifier,
      Lanes lanes,
      JournalStore journal,
      Supplier<ControlBook> controls,
      BooleanSupplier held,
      LifecycleMeters meters) {
    this.verifier = verifier;
    this.search = new OrderSearch(lanes, journal);
    this.journal = journal;
    this.controls = controls;
    this.held = held;
    this.meters = meters;
  }

  /// Redeems the token, or says why not.
  ///
  /// @param shown the order that the token is to be for; null when none is shown
  /// @param id names the attempt: the same attempt may be repeated; null when it may not
  public RedeemAnswer redeem(PresentedToken token, @Nullable Shown shown, @Nullable RedemptionId id)
      throws InterruptedException {
    Verification found = verifier.verify(token, shown);
    return meters.redeemed(found.isGood() ? redeem(found.claims(), id) : refused(found));
  }

  private static RedeemAnswer refused(Verification found) {
    return found.isOnlyExpired()
        ? new RedeemAnswer.Expired(found.failed().getFirst().message())
        : new RedeemAnswer.Invalid(found.failed());
  }

  private RedeemAnswer redeem(JsonObject claims, @Nullable RedemptionId id)
      throws InterruptedException {
    String client = Objects.requireNonNullElse(claims.string("client_id"), "");
    String order = Objects.requireNonNullElse(claims.string("client_order_id"), "");
    UUID tokenId = Uuids.parse(Objects.requireNonNullElse(claims.string("jti"), ""));
    // Whoever shares the key can sign anything.
    if (tokenId == null || !ClientId.isValid(client) || !ClientOrderId.isValid(order)) {
      return new RedeemAnswer.Unknown();
    }
    try {
      return switch (search.search(new ClientId(client), new ClientOrderId(order))) {
        case Result.Impossible(Refusal why) -> unavailable(Unavailabilities.refused(why));
        case Result.None() -> new RedeemAnswer.Unknown();
        case Result.Several() -> throw new IllegalStateException("one account was asked for");
        case Result.One(Found at) -> redeem(at, new RedeemCommand(tokenId, id));
      };
    } catch (SQLException e) {
      return unavailable(Unavailabilities.journal("The journal cannot be read"));
    }
  }

  private RedeemAnswer redeem(Found at, RedeemCommand command)
      throws SQLException, InterruptedException {
    Lane lane = at.lane();
    LaneAnswer.ToRedemption answer = lane.redeem(at.sequence(), command, null, controls);
    if (answer instanceof LaneAnswer.TokenNotInMemory) {
      JournalRow.Decided decided = journal.decision(lane.number(), at.sequence());
      if (decided == null) { // decided, and taken back since
        return unavailable(Unavailabilities.refused(Refusal.UNAVAILABLE));
      }
      answer = lane.redeem(at.sequence(), command, decided.decision().id(), controls);
    }
    return switch (answer) {
      case LaneAnswer.Redeemed redeemed -> redeemed(lane, redeemed);
      case LaneAnswer.RedeemedBefore before -> before(at, command, before);
      case LaneAnswer.NotOpen(Pending last) -> closed(at, command, last);
      case LaneAnswer.Restricted(TradingState state) -> new RedeemAnswer.Restricted(state, null);
      case LaneAnswer.OtherToken() -> new RedeemAnswer.Unknown();
      case LaneAnswer.Refused(Refusal why) -> unavailable(Unavailabilities.refused(why));
      case LaneAnswer.TokenNotInMemory() ->
          unavailable(Unavailabilities.refused(Refusal.UNAVAILABLE));
    };
  }

  private RedeemAnswer redeemed(Lane lane, LaneAnswer.Redeemed redeemed)
      throws InterruptedException {
    Outcome outcome = redeemed.pending().await();
    if (outcome != Outcome.COMMITTED || !held.getAsBoolean()) {
      return undecided(outcome);
    }
    return sent(lane, redeemed.row(), redeemed.order(), false);
  }

  /// Asks at the end: a halt may have come in force while the redemption was committed, or read
  /// from the journal, and other orders of the account may have been authorized.
  private RedeemAnswer sent(Lane lane, JournalRow.Redeemed row, ToBeSent order, boolean replayed) {
    ClientId client = row.order().client();
    TradingState now = controls.get().tradingState(client, order.symbol());
    boolean passes =
        now == TradingState.REDUCE_ONLY
            ? lane.isReducedByOpen(client, order.symbol(), order.side())
            : order.passes(now);
    return passes
        ? new RedeemAnswer.Redeemed(row, replayed)
        : new RedeemAnswer.Restricted(now, row);
  }

  private RedeemAnswer before(Found at, RedeemCommand command, LaneAnswer.RedeemedBefore before)
      throws SQLException, InterruptedException {
    Outcome outcome = outcome(before.last());
    if (outcome != Outcome.COMMITTED) {
      return undecided(outcome);
    }
    JournalRow.Redeemed first = before.first() == null ? stored(at) : before.first();
    if (first == null || !held.getAsBoolean()) {
      return undecided(Outcome.UNKNOWN);
    }
    return isSame(first, command)
        ? sent(at.lane(), first, before.order(), true)
        : new RedeemAnswer.AlreadyRedeemed(first);
  }

  private RedeemAnswer closed(Found at, RedeemCommand command, @Nullable Pending last)
      throws SQLException, InterruptedException {
    Outcome outcome = outcome(last);
    if (outcome != Outcome.COMMITTED) {
      return undecided(outcome);
    }
    JournalRow.Decided decided = journal.decision(at.lane().number(), at.sequence());
    if (decided == null || !decided.decision().id().equals(command.tokenId())) {
      return new RedeemAnswer.Unknown();
    }
    JournalRow.Redeemed first = stored(at);
    return first == null || isSame(first, command)
        ? new RedeemAnswer.OrderClosed(first)
        : new RedeemAnswer.AlreadyRedeemed(first);
  }

  private static boolean isSame(JournalRow.Redeemed first, RedeemCommand command) {
    return first.redemptionId() != null && first.redemptionId().equals(command.redemptionId());
  }

  private JournalRow.@Nullable Redeemed stored(Found at) throws SQLException {
    return journal.firstAfter(
                at.lane().number(), at.sequence(), JournalRow.Redeemed.class::isInstance)
            instanceof JournalRow.Redeemed redeemed
        ? redeemed
        : null;
  }

  private static Outcome outcome(@Nullable Pending last) throws InterruptedException {
    return last == null ? Outcome.COMMITTED : last.await();
  }

  private static RedeemAnswer undecided(Outcome outcome) {
    return unavailable(
        outcome == Outcome.UNDONE
            ? Unavailabilities.undecided(outcome)
            : Unavailabilities.overloaded(
                "The token may be redeemed; repeating the request with its redemption_id tells"));
  }

  private static RedeemAnswer unavailable(Answer.Unavailable why) {
    return new RedeemAnswer.Unavailable(why);
  }
}
