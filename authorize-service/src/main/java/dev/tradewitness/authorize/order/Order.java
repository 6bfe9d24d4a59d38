package dev.tradewitness.authorize.order;

import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonObject;
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

  /// The order's JSON with amounts as strings; an absent price is absent.
  public JsonObject json() {
    return JsonObject.builder()
        .put("client_order_id", id.value())
        .put("symbol", symbol.value())
        .put("side", side.name())
        .put("type", type.name())
        .put("qty", qty.toString())
        .putIfPresent("price", price == null ? null : price.toString())
        .build();
  }

  /// SHA-256 over RFC 8785 of [#json]: equal for equal orders, however their numbers were written.
  public Hash hash() {
    return Hash.of(CanonicalJson.ofOwn(json()));
  }
}
