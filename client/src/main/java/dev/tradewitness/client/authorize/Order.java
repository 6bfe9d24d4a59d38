package dev.tradewitness.client.authorize;

import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.Names;
import dev.tradewitness.common.wire.Rfc3339;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// An order as authorize-service reads it. Constructed means that the service takes it.
///
/// @param clientId the account
/// @param clientOrderId the account's own id of the order: a repetition with the same id gets the
///   same decision
/// @param symbol in any case; it gets its one form, normalization form C in upper case
/// @param price null for a market order
/// @param life null when the order does not say how long it is in force
public record Order(
    String clientId,
    String clientOrderId,
    String symbol,
    Side side,
    BigDecimal qty,
    @Nullable BigDecimal price,
    @Nullable Life life) {

  private static final int AMOUNT_CHARS_MAX = 40;

  /// Buy or sell.
  public enum Side {
    BUY,
    SELL
  }

  /// How long an order is in force, in the words of FIX tag 59.
  public enum TimeInForce {
    DAY,
    GTC,
    IOC,
    FOK,
    GTD
  }

  /// @param expireTime with GTD, and only then; microseconds count
  public record Life(TimeInForce timeInForce, @Nullable Instant expireTime) {
    public Life {
      if (timeInForce == TimeInForce.GTD == (expireTime == null)) {
        throw new IllegalArgumentException("a GTD order has an expire time, no other has one");
      }
      if (expireTime != null && !Rfc3339.covers(expireTime)) {
        throw new IllegalArgumentException("an expire time is in the years 1 to 9999");
      }
    }
  }

  public Order {
    symbol = normal(symbol);
    requireName("client id", clientId);
    requireName("client order id", clientOrderId);
    requireName("symbol", symbol);
    requireAmount("qty", qty);
    if (price != null) {
      requireAmount("price", price);
    }
  }

  public static Order limit(
      String clientId,
      String clientOrderId,
      String symbol,
      Side side,
      BigDecimal qty,
      BigDecimal price) {
    return new Order(clientId, clientOrderId, symbol, side, qty, price, null);
  }

  public static Order market(
      String clientId, String clientOrderId, String symbol, Side side, BigDecimal qty) {
    return new Order(clientId, clientOrderId, symbol, side, qty, null, null);
  }

  private static String normal(String symbol) {
    // Longer texts are refused in any form.
    if (symbol.length() > 2 * Names.CHARACTERS_MAX) {
      return symbol;
    }
    String composed = Normalizer.normalize(symbol, Normalizer.Form.NFC);
    return Normalizer.normalize(composed.toUpperCase(Locale.ROOT), Normalizer.Form.NFC);
  }

  private static void requireName(String what, String text) {
    if (Names.fault(text) != null) {
      throw new IllegalArgumentException("%s: expected %s".formatted(what, Names.EXPECTED));
    }
  }

  private static void requireAmount(String what, BigDecimal amount) {
    // The digits are bounded before any text is made of them.
    boolean isShort =
        amount.precision() <= AMOUNT_CHARS_MAX && Math.abs(amount.scale()) <= AMOUNT_CHARS_MAX;
    if (amount.signum() <= 0 || !isShort || text(amount).length() > AMOUNT_CHARS_MAX) {
      throw new IllegalArgumentException(
          "%s: expected a number above zero of at most %d digits"
              .formatted(what, AMOUNT_CHARS_MAX));
    }
  }

  private static String text(BigDecimal amount) {
    return amount.stripTrailingZeros().toPlainString();
  }

  /// The order's members, amounts as strings without trailing zeros.
  public JsonObject json() {
    var json =
        JsonObject.builder()
            .put("client_order_id", clientOrderId)
            .put("symbol", symbol)
            .put("side", side.name())
            .put("type", price == null ? "MARKET" : "LIMIT")
            .put("qty", text(qty))
            .putIfPresent("price", price == null ? null : text(price));
    if (life != null) {
      json.put("time_in_force", life.timeInForce().name());
      Instant expires = life.expireTime();
      if (expires != null) {
        json.put("expire_time", Rfc3339.ofMicros(Rfc3339.micros(expires)));
      }
    }
    return json.build();
  }

  /// `order_hash` of the order's tokens: SHA-256 over RFC 8785 of [#json].
  public Hash hash() {
    return Hash.of(CanonicalJson.ofOwn(json()));
  }

  /// The body of `POST /v1/authorize`.
  byte[] request() {
    return CanonicalJson.ofOwn(
        JsonObject.builder()
            .put("order", json())
            .put("context", JsonObject.builder().put("client_id", clientId).build())
            .build());
  }
}
