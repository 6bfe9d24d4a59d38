package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.control.Controls;
import dev.tradewitness.authorize.control.Exposure;
import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.decision.Decision.Reservation;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.exposure.AccountExposure;
import dev.tradewitness.authorize.exposure.ExecutionReport;
import dev.tradewitness.authorize.exposure.ExposureBook;
import dev.tradewitness.authorize.exposure.ExposureBook.Undo;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.exposure.SymbolExposure;
import dev.tradewitness.authorize.journal.IdSegment;
import dev.tradewitness.authorize.journal.JournalRow;
import dev.tradewitness.authorize.journal.JournalRow.Decided;
import dev.tradewitness.authorize.journal.JournalRow.Redeemed;
import dev.tradewitness.authorize.journal.JournalRow.Reported;
import dev.tradewitness.authorize.journal.SnapshotStore.LaneSnapshot;
import dev.tradewitness.authorize.lane.ScopeTotals.Together;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.KeyedHash;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.Side;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The state of one lane as its journal makes it. [#decide] reads the state and makes a row;
/// [#apply] changes the state by a row. A live command is decide, apply, queue; a recovery is apply
/// alone. So memory is what the journal says, by construction.
///
/// Knows no lock, no clock, no database. Owned by its lane: call only under the lane's lock.
final class LaneState {

  private static final long DAY_MICROS = 86_400_000_000L;

  private final int lane;
  private final ExposureBook book;
  private final OrderIndex index;
  private final MessageCounts<ClientId> messages = new MessageCounts<>();
  private final SentOrders sent;
  private SentListener listener = SentListener.NONE;
  private long nextSequence;
  private long nextDecision;

  LaneState(int lane, KeyedHash hash, OrderIndex index, SentOrders sent) {
    this.lane = lane;
    this.book = new ExposureBook(hash);
    this.index = index;
    this.sent = sent;
  }

  /// Takes a snapshot over, without its remembered ids. The state must be new.
  void restore(LaneSnapshot snapshot) {
    book.restore(snapshot.book());
    nextSequence = snapshot.sequence();
    nextDecision = snapshot.decisionSequence();
  }

  /// Has every change from now on followed. What the state holds already is not told.
  void follow(ScopeTotals totals) {
    listener = totals;
    book.follow(totals);
  }

  /// Counts an order that went out before the snapshot which the state was restored from. Oldest
  /// first, before any row is applied.
  void sentBefore(SentBefore order) {
    messages.add(order.client(), order.micros());
    sent.add(order.kind(), order.micros());
  }

  /// An order that went out, as far as windows count it.
  record SentBefore(ClientId client, long kind, long micros) {}

  /// Null when the row sent no order.
  @Nullable SentBefore asSent(Decided row) {
    Decision decision = row.decision();
    return decision.reserved() == null
        ? null
        : new SentBefore(
            decision.client(),
            sent.kind(decision.client(), decision.order()),
            decision.decidedAtMicros());
  }

  /// What a new order would breach now; empty when it may pass.
  ///
  /// @param together of the account's desk and the firm
  List<Reason> judge(OrderCommand command, ControlBook controls, Together together, Moment moment) {
    Candidate candidate = command.candidate();
    List<Reason> reasons =
        Controls.breaches(
            candidate,
            controls,
            exposure(candidate, controls, together, moment),
            moment.databaseMicros());
    if (moment.untimely() != null) {
      reasons.add(moment.untimely());
    }
    reasons.addAll(command.policy().reasons());
    return reasons;
  }

  private Exposure exposure(
      Candidate candidate, ControlBook controls, Together together, Moment moment) {
    ClientId client = candidate.client();
    Order order = candidate.order();
    long now = moment.wallMicros();
    AccountExposure account = book.account(client);
    SymbolExposure symbol = book.symbol(client, order.symbol());
    return new Exposure(
        account.gross(),
        towards(account, order.side()),
        symbol.reducedBy(order.side(), order.qty().value()),
        account.openOrders(),
        new Exposure.Holding(
            symbol.qty(),
            order.side() == Side.BUY ? symbol.openBuyQty() : symbol.openSellQty(),
            symbol.openOrders()),
        total(together.desk(), order.side()),
        total(together.firm(), order.side()),
        new Exposure.Messages(
            messages.count(client, now),
            together.deskMessages(),
            together.firmMessages(),
            controls.limits(client).duplicateOrders() == null
                ? 0
                : sent.count(sent.kind(client, order), now)));
  }

  private static Exposure.Total total(AccountExposure sum, Side side) {
    return sum.isNone()
        ? Exposure.Total.NONE
        : new Exposure.Total(sum.gross(), towards(sum, side), sum.openOrders());
  }

  /// The worst net in the direction of an order.
  private static BigDecimal towards(AccountExposure exposure, Side side) {
    return side == Side.BUY ? exposure.netLong() : exposure.netShort().negate();
  }

  /// The row that decides a new order. Changes nothing.
  ///
  /// @param together of the account's desk and the firm
  Decided decide(OrderCommand command, ControlBook controls, Together together, Moment moment) {
    Candidate candidate = command.candidate();
    List<Reason> reasons = judge(command, controls, together, moment);
    var price = candidate.price();
    Reservation reserved =
        reasons.isEmpty() && price != null
            ? new Reservation(price, candidate.timeInForce(), moment.deadlineMicros())
            : null;
    return new Decided(
        nextSequence,
        new Decision(
            new Decision.Place(lane, nextDecision),
            moment.decisionId(),
            command.traceId(),
            candidate.client(),
            candidate.order(),
            command.orderHash(),
            reasons,
            command.warnings(),
            command.policy().policy(),
            controls.ref(),
            candidate.multiplier(),
            reserved,
            moment.token(),
            moment.wallMicros()));
  }

  /// The row that records a report about an order in this state. Changes nothing.
  Reported decide(OrderState order, ReportCommand command, long wallMicros) {
    return new Reported(
        lane,
        nextSequence,
        order.key(),
        order.terms().symbol(),
        order.terms().side(),
        order.terms().multiplier(),
        command.report(),
        wallMicros,
        command.source());
  }

  /// The row that redeems the token of an open order. Changes nothing.
  Redeemed decide(OrderState order, RedeemCommand command, long wallMicros) {
    return new Redeemed(
        lane, nextSequence, order.key(), command.tokenId(), command.redemptionId(), wallMicros);
  }

  /// Changes the state as the row says.
  ///
  /// @return takes the change back; changes are taken back newest first
  /// @throws IllegalStateException when the row does not follow from the state: the journal
  ///   contradicts itself, and the lane must not open
  Undo apply(JournalRow row) {
    if (row.sequence() != nextSequence) {
      throw new IllegalStateException(
          "lane %d: the next row is %d, got %d".formatted(lane, nextSequence, row.sequence()));
    }
    Undo change =
        switch (row) {
          case Decided decided -> apply(decided);
          case Reported reported -> apply(reported);
          case Redeemed redeemed -> apply(redeemed);
        };
    nextSequence++;
    return () -> {
      nextSequence--;
      change.run();
    };
  }

  private Undo apply(Decided row) {
    Decision decision = row.decision();
    if (decision.place().sequence() != nextDecision) {
      throw new IllegalStateException(
          "lane %d: the next decision is %d, got %d"
              .formatted(lane, nextDecision, decision.place().sequence()));
    }
    Undo reservation =
        decision.reserved() == null
            ? Undo.NOTHING
            : book.reserve(OrderState.decided(row.sequence(), decision));
    ClientId client = decision.client();
    long micros = decision.decidedAtMicros();
    Undo counted = decision.reserved() == null ? Undo.NOTHING : sent(decision);
    ClientOrderId id = decision.order().id();
    index.put(client, id, row.sequence(), day(micros));
    nextDecision++;
    return () -> {
      nextDecision--;
      index.remove(client, id, row.sequence());
      counted.run();
      reservation.run();
    };
  }

  private Undo sent(Decision decision) {
    ClientId client = decision.client();
    long micros = decision.decidedAtMicros();
    long kind = sent.kind(client, decision.order());
    messages.add(client, micros);
    sent.add(kind, micros);
    Undo told = listener.sent(client, micros);
    return () -> {
      messages.remove(client, micros);
      sent.remove(kind, micros);
      told.run();
    };
  }

  /// Days since 1970, UTC.
  static int day(long micros) {
    return Math.toIntExact(Math.floorDiv(micros, DAY_MICROS));
  }

  private Undo apply(Reported row) {
    OrderState before = book.open(row.order().sequence());
    if (before != null) {
      return book.apply(before, before.after(row.report()), row.report(), row.sequence());
    }
    return row.report() instanceof ExecutionReport.Closed
        ? Undo.NOTHING
        : book.applyToClosed(row.order().client(), row.contract(), row.report(), row.sequence());
  }

  private Undo apply(Redeemed row) {
    OrderState before = book.open(row.order().sequence());
    if (before == null) {
      throw new IllegalStateException(
          "lane %d, row %d: order %s is not open, and its token is redeemed"
              .formatted(lane, row.sequence(), row.order()));
    }
    return book.redeem(before);
  }

  ExposureBook book() {
    return book;
  }

  /// Orders that went out within the last second, by account.
  MessageCounts<ClientId> messages() {
    return messages;
  }

  /// What went out within the duplicate window.
  SentOrders sent() {
    return sent;
  }

  OrderIndex index() {
    return index;
  }

  /// Number of the next row.
  long nextSequence() {
    return nextSequence;
  }

  /// Number of the next decision.
  long nextDecision() {
    return nextDecision;
  }

  /// What the state holds of what is bounded.
  LaneTotals.Sums sums() {
    return new LaneTotals.Sums(
        book.openOrders(), book.holdings(), index.size(), book.executions(), index.filterBytes());
  }

  LaneSnapshot snapshot() {
    List<IndexSegment> segments = index.segments();
    List<ForgottenFilter> filters = index.filters();
    var ids = new ArrayList<IdSegment>(filters.size() + segments.size());
    for (ForgottenFilter filter : filters) {
      var stored = new StoredFilter(index.keys(), filter, filter != filters.getLast());
      ids.add(
          new IdSegment(
              stored.name(), LocalDate.ofEpochDay(filter.day()), stored.sealed(), stored));
    }
    for (IndexSegment segment : segments) {
      ids.add(
          new IdSegment(
              segment.first(),
              LocalDate.ofEpochDay(segment.day()),
              segment != segments.getLast(),
              new StoredSegment(index.keys(), segment)));
    }
    return new LaneSnapshot(nextSequence, nextDecision, book.snapshot(), ids);
  }

  /// @throws IllegalStateException when the totals are not the sums of their parts
  void requireConsistent() {
    book.requireConsistent();
  }
}
