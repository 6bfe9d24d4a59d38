package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.exposure.SymbolExposure;
import dev.tradewitness.authorize.journal.JournalRow;
import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.lane.LaneAnswer.Refusal;
import dev.tradewitness.authorize.lane.LaneAnswer.ToBeSent;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.Symbol;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Redeems the tokens of a lane's open orders, each once in its order's life. Memory has one bit an
/// open order for it; the journal has the rest.
///
/// Owned by its lane: call only under the lane's lock, while the lane is held.
final class LaneRedemptions {

  private static final int RELEASES_AT_ONCE = 64;

  private final LaneSettings settings;
  private final RecentOrders recent;
  private final LaneRows rows;
  private final LaneReports reports;

  LaneRedemptions(LaneSettings settings, RecentOrders recent, LaneRows rows, LaneReports reports) {
    this.settings = settings;
    this.recent = recent;
    this.rows = rows;
    this.reports = reports;
  }

  /// @param sequence of the order's decision
  /// @param ofOrder the id of that decision as the journal has it; null at the first attempt
  LaneAnswer.ToRedemption redeem(
      long sequence,
      RedeemCommand command,
      @Nullable UUID ofOrder,
      Supplier<ControlBook> controls) {
    reports.releaseDue(RELEASES_AT_ONCE);
    OrderState order = rows.state().book().open(sequence);
    // Releases may be deferred; an order at its deadline is as good as released.
    if (order == null || order.terms().deadlineMicros() <= settings.clock().databaseMicros()) {
      return new LaneAnswer.NotOpen(rows.last());
    }
    UUID known = ofOrder != null ? ofOrder : decisionId(sequence);
    if (known == null) {
      return new LaneAnswer.TokenNotInMemory();
    }
    if (!known.equals(command.tokenId())) {
      return new LaneAnswer.OtherToken();
    }
    ToBeSent toBeSent = toBeSent(order);
    if (order.redeemed()) {
      return new LaneAnswer.RedeemedBefore(first(sequence), toBeSent, rows.last());
    }
    TradingState trading = controls.get().tradingState(order.key().client(), toBeSent.symbol());
    if (!toBeSent.passes(trading)) {
      return new LaneAnswer.Restricted(trading);
    }
    JournalRow.Redeemed row = rows.state().decide(order, command, settings.clock().wallMicros());
    Pending pending = rows.append(row);
    return pending == null
        ? new LaneAnswer.Refused(Refusal.OVERLOADED)
        : new LaneAnswer.Redeemed(pending, row, toBeSent);
  }

  private ToBeSent toBeSent(OrderState order) {
    Symbol symbol = order.terms().symbol();
    Side side = order.terms().side();
    SymbolExposure held = rows.state().book().symbol(order.key().client(), symbol);
    // What the order has open is among what is open on its side.
    return new ToBeSent(symbol, side, held.isReducedByOpen(side));
  }

  private JournalRow.@Nullable Redeemed first(long sequence) {
    Pending redemption = recent.redemption(sequence);
    return redemption != null && redemption.row() instanceof JournalRow.Redeemed row ? row : null;
  }

  private @Nullable UUID decisionId(long sequence) {
    Pending decision = recent.decision(sequence);
    return decision != null && decision.row() instanceof JournalRow.Decided row
        ? row.decision().id()
        : null;
  }
}
