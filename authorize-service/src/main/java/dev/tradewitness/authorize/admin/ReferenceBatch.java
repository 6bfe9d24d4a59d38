package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.order.ExactDecimal;
import dev.tradewitness.authorize.order.Price;
import dev.tradewitness.authorize.order.Symbol;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.wire.Rfc3339;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reference prices that came together, each symbol once, in the order of the symbols.
public record ReferenceBatch(List<SymbolPrice> prices) {

  /// @param source who or what says so
  /// @param at when the price was seen, to the microsecond
  public record SymbolPrice(Symbol symbol, Price price, String source, Instant at) {

    /// A price seen earlier does not count any more; neither does the same price once more.
    boolean replaces(@Nullable SymbolPrice known) {
      return known == null
          || at.isAfter(known.at)
          || at.equals(known.at) && !price.equals(known.price);
    }
  }

  public ReferenceBatch {
    prices =
        prices.stream()
            .sorted(Comparator.comparing((SymbolPrice one) -> one.symbol().value()))
            .toList();
  }

  /// In the form of RFC 8785.
  byte[] body() {
    return CanonicalJson.ofOwn(
        JsonObject.builder()
            .put("prices", JsonArray.of(prices.stream().map(ReferenceBatch::json).toList()))
            .build());
  }

  private static JsonObject json(SymbolPrice one) {
    return JsonObject.builder()
        .put("at", Rfc3339.text(one.at()))
        .put("price", one.price().toString())
        .put("source", one.source())
        .put("symbol", one.symbol().value())
        .build();
  }

  /// What a record names the batch by: hex SHA-256 of its body.
  String digest() {
    return Hash.of(body()).hex();
  }

  /// What [#body] wrote.
  static ReferenceBatch of(byte[] body) {
    try {
      JsonArray array = Json.parseObject(body, JsonLimits.EVENT).array("prices");
      return new ReferenceBatch(
          Objects.requireNonNull(array).elements().stream()
              .map(JsonObject.class::cast)
              .map(ReferenceBatch::price)
              .toList());
    } catch (JsonRefusedException e) {
      throw new IllegalStateException("a batch of reference prices is not JSON", e);
    }
  }

  private static SymbolPrice price(JsonObject json) {
    return new SymbolPrice(
        new Symbol(text(json, "symbol")),
        new Price(ExactDecimal.of(text(json, "price"))),
        text(json, "source"),
        Instant.parse(text(json, "at")));
  }

  private static String text(JsonObject json, String name) {
    return Objects.requireNonNull(json.string(name), name);
  }
}
