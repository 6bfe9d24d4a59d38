package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.exposure.ExecutionReport;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.journal.JournalRow;
import dev.tradewitness.authorize.journal.JournalRow.Decided;
import dev.tradewitness.authorize.journal.JournalRow.Reported;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.TimeInForce;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Adds rows up from the start, with loops and code of its own.
final class NaiveBook {

  private static final long MINUTE = 60_000_000;

  private record Open(
      ClientId client, boolean buy, BigDecimal remaining, BigDecimal price, long until) {}

  private record Held(BigDecimal qty, BigDecimal cost) {
    Held traded(BigDecimal change, BigDecimal price) {
      BigDecimal now = qty.add(change);
      if (qty.signum() * change.signum() >= 0) {
        return new Held(now, cost.add(change.multiply(price)));
      }
      if (now.signum() == 0) {
        return new Held(BigDecimal.ZERO, BigDecimal.ZERO);
      }
      return now.signum() == qty.signum()
          ? new Held(now, cost.multiply(now).divide(qty, 18, RoundingMode.UP))
          : new Held(now, now.multiply(price));
    }
  }

  private final Collection<JournalRow> rows;
  private final Map<Long, Open> open = new LinkedHashMap<>();
  private final Map<String, Held> held = new HashMap<>();

  NaiveBook(Collection<JournalRow> rows) {
    this.rows = rows;
    for (JournalRow row : rows) {
      switch (row) {
        case Decided decided -> add(decided);
        case Reported reported -> add(reported);
      }
    }
  }

  private void add(Decided row) {
    var decision = row.decision();
    var price = decision.order().price();
    if (decision.reasons().isEmpty() && price != null) {
      open.put(
          row.sequence(),
          new Open(
              decision.client(),
              decision.order().side() == Side.BUY,
              decision.order().qty().value(),
              price.value(),
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
    if (!(row.report() instanceof ExecutionReport.Trade trade)) {
      open.remove(order);
      return;
    }
    BigDecimal qty = trade.qty().value();
    Open had = open.remove(order);
    if (had != null && had.remaining().compareTo(qty) > 0) {
      open.put(
          order,
          new Open(
              had.client(), had.buy(), had.remaining().subtract(qty), had.price(), had.until()));
    }
    held.merge(
        row.order().client() + "/" + row.symbol(),
        new Held(BigDecimal.ZERO, BigDecimal.ZERO)
            .traded(signed(row.side(), qty), trade.price().value()),
        (position, first) -> position.traded(signed(row.side(), qty), trade.price().value()));
  }

  private static BigDecimal signed(Side side, BigDecimal qty) {
    return side == Side.BUY ? qty : qty.negate();
  }

  int openOrders() {
    return open.size();
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
        BigDecimal value = order.remaining().multiply(order.price());
        sum = sum.add(signed && !order.buy() ? value.negate() : value);
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
    }
    return state;
  }
}
