package dev.tradewitness.authorize.order;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.wire.Violation;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Bytes → order, or everything that is wrong with them. The order may stand under `order` or be
/// the body itself; ids may be written in snake case or camel case. An order without a price names
/// its type. Unknown members are ignored unless they look like a price, a type, a quantity or a
/// time in force.
public final class OrderReader {

  private OrderReader() {}

  /// What a body was read as.
  public sealed interface Reading {
    record Understood(OrderRequest request) implements Reading {}

    record Malformed(List<Violation> violations) implements Reading {}
  }

  public static Reading read(byte[] body) {
    return read(body, false);
  }

  /// @param clientRequired refuses a body that names no client
  public static Reading read(byte[] body, boolean clientRequired) {
    try {
      return read(Json.parseObject(body, JsonLimits.ORDER), clientRequired);
    } catch (JsonRefusedException e) {
      return new Reading.Malformed(
          List.of(
              new Violation(
                  e.pointer(),
                  e.code().name(),
                  Objects.requireNonNullElse(e.getMessage(), "not JSON"))));
    }
  }

  /// A body that is parsed already; it need not name a client.
  public static Reading read(JsonObject body) {
    return read(body, false);
  }

  private static Reading read(JsonObject body, boolean clientRequired) {
    var top = new MemberReader(body, "");
    MemberReader fields = body.has("order") ? top.object("order") : top;
    MemberReader context = top.optionalObject("context");
    Order order = fields == null ? null : order(fields);
    if (fields != null && fields != top) {
      MisnamedMembers.refuseBeside(top);
    }
    ClientId client = client(top, context);
    if (clientRequired && client == null && !namesClient(top) && !namesClient(context)) {
      top.violation("context/client_id", "MISSING", "client_id is required");
    }
    List<Violation> violations = top.violations();
    return violations.isEmpty()
        ? new Reading.Understood(
            new OrderRequest(Objects.requireNonNull(order), client, trace(context)))
        : new Reading.Malformed(violations);
  }

  private static boolean namesClient(@Nullable MemberReader in) {
    return in != null && (in.isPresent("client_id") || in.isPresent("clientId"));
  }

  private static @Nullable Order order(MemberReader in) {
    String id = in.requiredText("client_order_id", "clientOrderId");
    Symbol symbol = in.requiredSymbol("symbol");
    Side side = in.requiredConstant(Side.class, "side");
    Quantity qty = in.requiredQuantity("qty");
    Price price = in.optionalPrice("price");
    OrderType type = type(in);
    OrderLife life = OrderLifeReader.read(in);
    MisnamedMembers.refuse(in);
    if (id == null || symbol == null || side == null || qty == null || !in.violations().isEmpty()) {
      return null;
    }
    return new Order(new ClientOrderId(id), symbol, side, type, qty, price, life);
  }

  /// LIMIT unless the order says MARKET: a price that got lost must not make a market order.
  private static OrderType type(MemberReader in) {
    OrderType type =
        Objects.requireNonNullElse(in.optionalConstant(OrderType.class, "type"), OrderType.LIMIT);
    if (type == OrderType.MARKET && in.isPresent("price")) {
      in.violation("price", "PRICE_NOT_ALLOWED", "a market order carries no price");
    }
    if (type == OrderType.LIMIT && !in.isPresent("price")) {
      in.violation("price", "MISSING", "an order has a price, or says type MARKET and has none");
    }
    return type;
  }

  /// The client named beside an order: `context.client_id`, else `client_id`.
  public static @Nullable ClientId client(MemberReader top) {
    return client(top, top.optionalObject("context"));
  }

  /// `context.client_id`, else `client_id` beside the order.
  private static @Nullable ClientId client(MemberReader top, @Nullable MemberReader context) {
    String client = context == null ? null : context.optionalText("client_id", "clientId");
    if (client == null) {
      client = top.optionalText("client_id", "clientId");
    }
    return client == null ? null : new ClientId(client);
  }

  /// A trace id that is no UUID is not worth refusing an order: it is left out.
  private static @Nullable UUID trace(@Nullable MemberReader context) {
    return context != null && context.raw("trace_id") instanceof JsonValue.JsonString text
        ? Uuids.parse(text.value())
        : null;
  }
}
