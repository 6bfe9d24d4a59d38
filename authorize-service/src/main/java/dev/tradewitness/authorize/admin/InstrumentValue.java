package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.admin.Instrument.Status;
import dev.tradewitness.authorize.control.InstrumentTerms;
import dev.tradewitness.authorize.order.ExactDecimal;
import dev.tradewitness.authorize.order.JsonText;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is set of an instrument. A record has it as text: the status alone where nothing else is
/// set, else an object in the form of RFC 8785.
///
/// @param multiplier null counts as 1
/// @param currency null is the one that limits are in
public record InstrumentValue(
    Status status,
    @Nullable BigDecimal tickSize,
    @Nullable BigDecimal lotSize,
    @Nullable BigDecimal minQty,
    @Nullable BigDecimal multiplier,
    @Nullable String currency) {

  /// An instrument of which only the status is set.
  static InstrumentValue of(Status status) {
    return new InstrumentValue(status, null, null, null, null, null);
  }

  /// What [#text] wrote.
  public static InstrumentValue of(String text) {
    if (!text.startsWith("{")) {
      return of(Status.valueOf(text));
    }
    try {
      JsonObject json = Json.parseObject(text.getBytes(StandardCharsets.UTF_8), JsonLimits.EVENT);
      return new InstrumentValue(
          Status.valueOf(Objects.requireNonNull(json.string("status"))),
          amount(json, "tick_size"),
          amount(json, "lot_size"),
          amount(json, "min_qty"),
          amount(json, "multiplier"),
          json.string("currency"));
    } catch (JsonRefusedException e) {
      throw new IllegalStateException("an instrument's record is not JSON", e);
    }
  }

  private static @Nullable BigDecimal amount(JsonObject json, String name) {
    String text = json.string(name);
    return text == null ? null : ExactDecimal.of(text);
  }

  String text() {
    if (equals(of(status))) {
      return status.name();
    }
    var json = new JsonText();
    put(json, "currency", currency);
    put(json, "lot_size", lotSize);
    put(json, "min_qty", minQty);
    put(json, "multiplier", multiplier);
    put(json, "status", status.name());
    put(json, "tick_size", tickSize);
    return json.end();
  }

  private static void put(JsonText json, String name, @Nullable BigDecimal amount) {
    put(json, name, amount == null ? null : ExactDecimal.text(amount));
  }

  private static void put(JsonText json, String name, @Nullable String text) {
    if (text != null) {
      json.put(name, text);
    }
  }

  InstrumentTerms terms(String baseCurrency) {
    return new InstrumentTerms(
        status == Status.TRADABLE,
        tickSize,
        lotSize,
        minQty,
        multiplier == null ? BigDecimal.ONE : ExactDecimal.normal(multiplier),
        currency == null || currency.equals(baseCurrency));
  }
}
