package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.exposure.ExecutionReport;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.journal.JournalRow;
import dev.tradewitness.authorize.journal.JournalRow.Decided;
import dev.tradewitness.authorize.journal.JournalRow.Redeemed;
import dev.tradewitness.authorize.journal.JournalRow.Reported;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.Symbol;
import dev.tradewitness.authorize.order.TimeInForce;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Adds rows up from the start, with loops and code of its own.
final class NaiveBook {

  private static final long MINUTE = 60_000_000;

  private record Open(
      ClientId client,
      Symbol symbol,
      boolean buy,
      BigDecimal remaining,
      BigDecimal price,
      long until) {
    BigDecimal value() {
      return remaining.multiply(price);
    }
  }

  /// @param added numbers of the fills since which the position has only been added to
  private record Held(BigDecimal qty, BigDecimal cost, Set<Long> added) {
    static final Held NONE = new Held(BigDecimal.ZERO, BigDecimal.ZERO, Set.of());

    Held traded(BigDecimal change, BigDecimal price, long fill) {
      BigDecimal now = qty.add(change);
      if (qty.signum() * change.signum() >= 0) {
        var more = new HashSet<>(qty.signum() == 0 ? Set.of() : added);
        more.add(fill);
        return new Held(now, cost.add(change.multiply(price)), more);
      }
      if (now.signum() == 0) {
        return NONE;
      }
      return now.signum() == qty.signum()
          ? new Held(now, share(now), Set.of())
          : new Held(now, now.multiply(price), Set.of());
    }

    private BigDecimal share(BigDecimal now) {
      return cost.multiply(now).divide(qty, 18, RoundingMode.UP);
    }

    Held takenBack(BigDecimal change, BigDecimal price, long fill) {
      BigDecimal now = qty.subtract(change);
      if (qty.signum() != change.signum() || now.signum() != qty.signum()) {
        Held turned = traded(change.negate(), price, fill);
        return new Held(turned.qty(), turned.cost(), Set.of());
      }
      BigDecimal own = cost.subtract(change.multiply(price));
      if (added.contains(fill)) {
        var fewer = new HashSet<>(added);
        fewer.remove(fill);
        return new Held(now, own, fewer);
      }
      BigDecimal greater = now.signum() > 0 ? own.max(share(now)) : own.min(share(now));
      return new Held(now, greater, Set.of());
    }
  }

  private final Collection<JournalRow> rows;
  private final Map<Long, Open> open = new LinkedHashMap<>();
  private final Map<String, Held> held = new HashMap<>();
  private final Set<Long> redeemed = new HashSet<>();
  // Of every order, by the instrument's terms when it was decided.
  private final Map<Long, BigDecimal> multipliers = new HashMap<>();

  NaiveBook(Collection<JournalRow> rows) {
    this.rows = rows;
    for (JournalRow row : rows) {
      switch (row) {
        case Decided decided -> add(decided);
        case Reported reported -> add(reported);
        case Redeemed redemption -> redeemed.add(redemption.order().sequence());
      }
    }
  }

  /// True when the order's token was redeemed.
  boolean isRedeemed(long sequence) {
    return redeemed.contains(sequence);
  }

  private void add(Decided row) {
    var decision = row.decision();
    var price = decision.order().price();
    multipliers.put(row.sequence(), decision.multiplier());
    if (decision.reasons().isEmpty() && price != null) {
      open.put(
          row.sequence(),
          new Open(
              decision.client(),
              decision.order().symbol(),
              decision.order().side() == Side.BUY,
              decision.order().qty().value(),
              price.value().multiply(decision.multiplier()),
              until(decision.order(), decision.decidedAtMicros())));
    }
  }

  /// A day, five minutes, for ever, or an hour after the expire time: as [LaneWorld] is set.
  private static long until(Order order, long decidedAt) {
    TimeInForce said = order.timeInForce();
    if (said == TimeInForce.GTC) {
      return Long.MAX_VALUE;
    }
    if (said == TimeInForce.IOC || said == TimeInForce.FOK) {
      return decidedAt + 5 * MINUTE;
    }
    Instant expires = order.expireTime();
    return expires == null
        ? decidedAt + 24 * 60 * MINUTE
        : expires.getEpochSecond() * 1_000_000 + 60 * MINUTE;
  }

  /// True unless the order expires in the past or in more than 30 days.
  static boolean isTimely(Order order, long nowMicros) {
    Instant expires = order.expireTime();
    long ahead = expires == null ? 1 : expires.getEpochSecond() * 1_000_000 - nowMicros;
    return ahead > 0 && ahead <= 30 * 24 * 60 * MINUTE;
  }

  /// Journal numbers of the orders that are held no longer at this time.
  List<Long> due(long nowMicros) {
    return open.entrySet().stream()
        .filter(order -> order.getValue().until() <= nowMicros)
        .map(Map.Entry::getKey)
        .toList();
  }

  private void add(Reported row) {
    long order = row.order().sequence();
    switch (row.report()) {
      case ExecutionReport.Closed closed -> open.remove(order);
      case ExecutionReport.Trade trade -> {
        take(order, trade.qty().value());
        traded(row, trade);
      }
      case ExecutionReport.TradeCancel cancel -> {
        take(order, cancel.original().trade().qty().value().negate());
        takenBack(row, cancel.original());
      }
      case ExecutionReport.TradeCorrect correct -> {
        take(
            order,
            correct.trade().qty().value().subtract(correct.original().trade().qty().value()));
        takenBack(row, correct.original());
        traded(row, correct.trade());
      }
    }
  }

  private void take(long order, BigDecimal qty) {
    Open had = open.remove(order);
    if (had != null && had.remaining().compareTo(qty) > 0) {
      open.put(
          order,
          new Open(
              had.client(),
              had.symbol(),
              had.buy(),
              had.remaining().subtract(qty),
              had.price(),
              had.until()));
    }
  }

  private void traded(Reported row, ExecutionReport.Trade trade) {
    BigDecimal change = signed(row.side(), trade.qty().value());
    held.compute(
        row.order().client() + "/" + row.symbol(),
        (key, had) ->
            (had == null ? Held.NONE : had).traded(change, worth(row, trade), row.sequence()));
  }

  private void takenBack(Reported row, ExecutionReport.Recorded original) {
    BigDecimal change = signed(row.side(), original.trade().qty().value());
    held.compute(
        row.order().client() + "/" + row.symbol(),
        (key, had) ->
            (had == null ? Held.NONE : had)
                .takenBack(change, worth(row, original.trade()), original.sequence()));
  }

  private BigDecimal worth(Reported row, ExecutionReport.Trade trade) {
    BigDecimal multiplier = Objects.requireNonNull(multipliers.get(row.order().sequence()));
    return trade.price().value().multiply(multiplier);
  }

  private static BigDecimal signed(Side side, BigDecimal qty) {
    return side == Side.BUY ? qty : qty.negate();
  }

  int openOrders() {
    return open.size();
  }

  long openOrders(ClientId client) {
    return open.values().stream().filter(order -> order.client().equals(client)).count();
  }

  long openOrders(ClientId client, Symbol symbol) {
    return open.values().stream()
        .filter(order -> order.client().equals(client) && order.symbol().equals(symbol))
        .count();
  }

  /// How far the account is on the order's side in its symbol if the order and every open order on
  /// that side is filled.
  BigDecimal positionTowards(ClientId client, Order order) {
    boolean buy = order.side() == Side.BUY;
    BigDecimal position = held.getOrDefault(client + "/" + order.symbol(), Held.NONE).qty();
    BigDecimal sum = (buy ? position : position.negate()).add(order.qty().value());
    for (Open other : open.values()) {
      if (other.client().equals(client)
          && other.symbol().equals(order.symbol())
          && other.buy() == buy) {
        sum = sum.add(other.remaining());
      }
    }
    return sum;
  }

  /// True when the order is opposite to the position and, with all open orders on its own side, not
  /// larger.
  boolean reducing(ClientId client, Order order) {
    boolean buy = order.side() == Side.BUY;
    BigDecimal position = held.getOrDefault(client + "/" + order.symbol(), Held.NONE).qty();
    BigDecimal left = buy ? position.negate() : position;
    if (left.signum() <= 0) {
      return false;
    }
    for (Open other : open.values()) {
      if (other.client().equals(client)
          && other.symbol().equals(order.symbol())
          && other.buy() == buy) {
        left = left.subtract(other.remaining());
      }
    }
    return left.compareTo(order.qty().value()) >= 0;
  }

  /// How far the account is on the order's side if every open order on that side is filled and none
  /// on the other.
  BigDecimal netTowards(ClientId client, Side side) {
    BigDecimal sum = BigDecimal.ZERO;
    for (Map.Entry<String, Held> position : held.entrySet()) {
      if (position.getKey().startsWith(client + "/")) {
        BigDecimal cost = position.getValue().cost();
        sum = side == Side.BUY ? sum.add(cost) : sum.subtract(cost);
      }
    }
    for (Open order : open.values()) {
      if (order.client().equals(client) && order.buy() == (side == Side.BUY)) {
        sum = sum.add(order.value());
      }
    }
    return sum;
  }

  BigDecimal gross(ClientId client) {
    return sum(client, false);
  }

  BigDecimal net(ClientId client) {
    return sum(client, true);
  }

  private BigDecimal sum(ClientId client, boolean signed) {
    BigDecimal sum = BigDecimal.ZERO;
    for (Open order : open.values()) {
      if (order.client().equals(client)) {
        sum = sum.add(signed && !order.buy() ? order.value().negate() : order.value());
      }
    }
    for (Map.Entry<String, Held> position : held.entrySet()) {
      if (position.getKey().startsWith(client + "/")) {
        BigDecimal cost = position.getValue().cost();
        sum = sum.add(signed ? cost : cost.abs());
      }
    }
    return sum;
  }

  /// The state of an order that is not open any more.
  OrderState closed(Decided decided) {
    OrderState state = OrderState.decided(decided.sequence(), decided.decision());
    for (JournalRow row : rows) {
      if (row instanceof Reported reported && reported.order().sequence() == decided.sequence()) {
        state = state.after(reported.report());
      }
      if (row instanceof Redeemed it && it.order().sequence() == decided.sequence()) {
        state = state.afterRedemption();
      }
    }
    return state;
  }

  /// The order's executions, whether they still count or not.
  List<ExecutionReport.Recorded> executions(Decided decided) {
    var all = new ArrayList<ExecutionReport.Recorded>();
    for (JournalRow row : rows) {
      if (row instanceof Reported reported && reported.order().sequence() == decided.sequence()) {
        switch (reported.report()) {
          case ExecutionReport.Trade trade ->
              all.add(new ExecutionReport.Recorded(row.sequence(), trade));
          case ExecutionReport.TradeCorrect correct ->
              all.add(new ExecutionReport.Recorded(row.sequence(), correct.trade()));
          case ExecutionReport.TradeCancel cancel -> {}
          case ExecutionReport.Closed closed -> {}
        }
      }
    }
    return all;
  }
}
