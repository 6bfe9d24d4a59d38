package dev.tradewitness.authorize.order;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.wire.Rfc3339;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An order as its client sent it. Constructed means valid: a limit order has a price, a market
/// order has none.
///
/// @param life null when the order does not say how long it is in force
public record Order(
    ClientOrderId id,
    Symbol symbol,
    Side side,
    OrderType type,
    Quantity qty,
    @Nullable Price price,
    @Nullable OrderLife life) {

  public Order {
    if (type == OrderType.LIMIT == (price == null)) {
      throw new IllegalArgumentException("a limit order has a price, a market order has none");
    }
  }

  /// What the order says; null when it says nothing.
  public @Nullable TimeInForce timeInForce() {
    return life == null ? null : life.timeInForce();
  }

  /// When a GTD order expires; null for any other.
  public @Nullable Instant expireTime() {
    return life == null ? null : life.expireTime();
  }

  /// The order's JSON with amounts as strings, in canonical form (RFC 8785); absent members are
  /// absent.
  public String json() {
    return write(new JsonText(192)).end();
  }

  /// Writes the members of [#json].
  public JsonText write(JsonText json) {
    json.put("client_order_id", id.value());
    Instant expireTime = expireTime();
    if (expireTime != null) {
      json.put("expire_time", Rfc3339.ofMicros(Rfc3339.micros(expireTime)));
    }
    if (price != null) {
      json.put("price", price.toString());
    }
    json.put("qty", qty.toString()).put("side", side.name()).put("symbol", symbol.value());
    if (life != null) {
      json.put("time_in_force", life.timeInForce().name());
    }
    return json.put("type", type.name());
  }

  /// SHA-256 over [#json]: equal for equal orders, however their numbers were written.
  public Hash hash() {
    return Hash.of(write(new JsonText(192)).bytes());
  }
}
