package dev.tradewitness.authorize.order;

import dev.tradewitness.common.crypto.Hash;
import org.jspecify.annotations.Nullable;

/// An order as its client sent it. Constructed means valid: a limit order has a price, a market
/// order has none.
public record Order(
    ClientOrderId id,
    Symbol symbol,
    Side side,
    OrderType type,
    Quantity qty,
    @Nullable Price price) {

  public Order {
    if (type == OrderType.LIMIT == (price == null)) {
      throw new IllegalArgumentException("a limit order has a price, a market order has none");
    }
  }

  /// The order's JSON with amounts as strings, in canonical form (RFC 8785); an absent price is
  /// absent.
  public String json() {
    return write(new JsonText(192)).end();
  }

  /// Writes the members of [#json].
  public JsonText write(JsonText json) {
    json.put("client_order_id", id.value());
    if (price != null) {
      json.put("price", price.toString());
    }
    return json.put("qty", qty.toString())
        .put("side", side.name())
        .put("symbol", symbol.value())
        .put("type", type.name());
  }

  /// SHA-256 over [#json]: equal for equal orders, however their numbers were written.
  public Hash hash() {
    return Hash.of(write(new JsonText(192)).bytes());
  }
}
