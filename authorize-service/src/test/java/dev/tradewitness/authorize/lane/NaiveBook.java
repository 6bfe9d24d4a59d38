package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.exposure.ExecutionReport;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.journal.JournalRow;
import dev.tradewitness.authorize.journal.JournalRow.Decided;
import dev.tradewitness.authorize.journal.JournalRow.Reported;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.Side;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Adds rows up from the start, with loops and code of its own.
final class NaiveBook {

  private record Open(ClientId client, boolean buy, BigDecimal remaining, BigDecimal price) {}

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
              price.value()));
    }
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
          order, new Open(had.client(), had.buy(), had.remaining().subtract(qty), had.price()));
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
