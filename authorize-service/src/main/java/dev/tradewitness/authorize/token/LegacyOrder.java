package dev.tradewitness.authorize.token;

import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.Price;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.crypto.Hash;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An order as version 1 tells it: amounts as JSON numbers, and a digest over
/// `client_order_id|SYMBOL|SIDE|qty|price`.
///
/// The digest's text is ambiguous for ids with `|` or with white space at an end, and rounds what
/// has more digits than it writes. Such orders have no token of version 1.
final class LegacyOrder {

  private static final Set<String> MEMBERS =
      Set.of("symbol", "side", "qty", "price", "client_order_id");

  private static final int PRICE_DIGITS = 8;

  // Numbers of so many digits are the same as doubles.
  private static final int EXACT_DIGITS = 15;

  private LegacyOrder() {}

  /// The order; null when this version cannot tell it.
  static @Nullable JsonObject json(Order order) {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("symbol", order.symbol().value())
            .put("side", order.side().name())
            .put("qty", new JsonValue.JsonNumber(order.qty().value().toPlainString()));
    Price price = order.price();
    if (price != null) {
      json.put("price", new JsonValue.JsonNumber(price.value().toPlainString()));
    }
    JsonObject told = json.put("client_order_id", order.id().value()).build();
    return digest(told) == null ? null : told;
  }

  /// The order's digest; null when it has none that is unambiguous.
  static @Nullable String digest(JsonObject order) {
    String id = order.string("client_order_id");
    String symbol = order.string("symbol");
    String side = order.string("side");
    String qty = amount(order, "qty", 0);
    String price = order.has("price") ? amount(order, "price", PRICE_DIGITS) : "null";
    if (!MEMBERS.containsAll(order.members().keySet())
        || id == null
        || symbol == null
        || side == null
        || qty == null
        || price == null
        || !isPlain(id)
        || !isPlain(symbol)
        || !(side.equals("BUY") || side.equals("SELL"))) {
      return null;
    }
    String text = String.join("|", id, symbol.toUpperCase(Locale.ROOT), side, qty, price);
    return Hash.of(text.getBytes(StandardCharsets.UTF_8)).hex();
  }

  private static boolean isPlain(String name) {
    return !name.contains("|") && name.equals(name.strip());
  }

  private static @Nullable String amount(JsonObject order, String name, int digits) {
    if (!(order.get(name) instanceof JsonValue.JsonNumber number)) {
      return null;
    }
    BigDecimal value = number.decimal().stripTrailingZeros();
    return value.signum() <= 0
            || value.scale() > digits
            || value.precision() > EXACT_DIGITS
            || value.precision() - value.scale() > EXACT_DIGITS
        ? null
        : value.setScale(digits).toPlainString();
  }
}
