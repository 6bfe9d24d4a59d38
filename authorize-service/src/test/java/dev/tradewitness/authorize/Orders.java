package dev.tradewitness.authorize;

import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.ExecutionPrice;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.OrderType;
import dev.tradewitness.authorize.order.Price;
import dev.tradewitness.authorize.order.Quantity;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.Symbol;
import dev.tradewitness.authorize.order.TimeInForce;
import java.math.BigDecimal;
import java.util.Objects;

/// Orders for tests.
public final class Orders {

  public static final ClientId ACME = new ClientId("acme");

  private Orders() {}

  public static Order limit(String id, String symbol, Side side, String qty, String price) {
    return new Order(
        new ClientOrderId(id),
        new Symbol(symbol),
        side,
        OrderType.LIMIT,
        quantity(qty),
        price(price),
        null);
  }

  public static Order market(String id, String symbol, Side side, String qty) {
    return new Order(
        new ClientOrderId(id),
        new Symbol(symbol),
        side,
        OrderType.MARKET,
        quantity(qty),
        null,
        null);
  }

  public static Candidate candidate(Order order) {
    Price price = order.price();
    return new Candidate(
        ACME,
        order,
        price == null ? null : price.value(),
        BigDecimal.ONE,
        Objects.requireNonNullElse(order.timeInForce(), TimeInForce.DAY));
  }

  public static Quantity quantity(String text) {
    return new Quantity(new BigDecimal(text));
  }

  public static ExecutionPrice executionPrice(String text) {
    return new ExecutionPrice(new BigDecimal(text));
  }

  public static Price price(String text) {
    return new Price(new BigDecimal(text));
  }
}
