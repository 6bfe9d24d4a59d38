package dev.tradewitness.spring.logged;

import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Values of an application as JSON, without loss: amounts become decimal text, and what has no
/// exact form is refused. For one payload.
final class PayloadJson {

  private static final int DEPTH_MAX = 32;
  private static final int VALUES_MAX = 10_000;
  private static final int DIGITS_MAX = 400;
  private static final long SAFE_INTEGER_MAX = (1L << 53) - 1;

  private int values;

  private PayloadJson() {}

  /// @throws IllegalArgumentException when it is not a map, or something in it has no exact form
  static JsonObject of(@Nullable Object payload) {
    return switch (new PayloadJson().value(payload, 1)) {
      case JsonObject object -> object;
      case JsonValue other ->
          throw new IllegalArgumentException("a payload is a map, not " + kind(other));
    };
  }

  private static String kind(JsonValue value) {
    return value.getClass().getSimpleName();
  }

  private JsonValue value(@Nullable Object value, int depth) {
    if (++values > VALUES_MAX) {
      throw new IllegalArgumentException("a payload has at most %d values".formatted(VALUES_MAX));
    }
    if (depth > DEPTH_MAX) {
      throw new IllegalArgumentException("a payload is at most %d deep".formatted(DEPTH_MAX));
    }
    return switch (value) {
      case null -> JsonValue.NULL;
      case JsonValue json -> json;
      case CharSequence text -> text(text.toString());
      case Character letter -> text(letter.toString());
      case Boolean bool -> JsonValue.of(bool);
      case Number number -> number(number);
      case Enum<?> constant -> text(constant.name());
      case UUID id -> text(id.toString());
      case URI address -> text(address.toString());
      case Currency currency -> text(currency.getCurrencyCode());
      case TemporalAccessor time -> text(time.toString());
      case TemporalAmount time -> text(time.toString());
      case Optional<?> optional ->
          optional.isPresent() ? value(optional.get(), depth) : JsonValue.NULL;
      case Map<?, ?> map -> object(map, depth);
      case Iterable<?> list -> array(list, depth);
      case Object[] array -> array(Arrays.asList(array), depth);
      default ->
          throw new IllegalArgumentException(
              "a %s has no form in JSON; name its members".formatted(value.getClass().getName()));
    };
  }

  private static JsonValue number(Number number) {
    return switch (number) {
      case Byte small -> JsonValue.of(small);
      case Short small -> JsonValue.of(small);
      case Integer whole -> JsonValue.of(whole);
      case Long whole -> whole(whole);
      case BigInteger whole -> amount(new BigDecimal(whole));
      case BigDecimal amount -> amount(amount);
      // The shortest decimal that reads back as it; new BigDecimal(double) would add digits.
      case Double binary -> amount(new BigDecimal(finite(binary).toString()));
      case Float binary -> {
        var _ = finite(binary.doubleValue());
        yield amount(new BigDecimal(binary.toString()));
      }
      // Such as AtomicLong and LongAdder.
      default -> whole(number.longValue(), number);
    };
  }

  private static JsonValue whole(long value, Number number) {
    if (!number.toString().equals(Long.toString(value))) {
      throw new IllegalArgumentException(
          "a %s has no exact form in JSON".formatted(number.getClass().getName()));
    }
    return whole(value);
  }

  /// Beyond 2^53, RFC 8785 would hash different numbers alike.
  private static JsonValue whole(long value) {
    return Math.abs(value) <= SAFE_INTEGER_MAX && value != Long.MIN_VALUE
        ? JsonValue.of(value)
        : JsonValue.of(Long.toString(value));
  }

  private static Double finite(Double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(value + " is not an amount");
    }
    return value;
  }

  private static JsonValue amount(BigDecimal amount) {
    // The digits are bounded before any text is made of them.
    if (amount.precision() > DIGITS_MAX || Math.abs((long) amount.scale()) > DIGITS_MAX) {
      throw new IllegalArgumentException("an amount has at most %d digits".formatted(DIGITS_MAX));
    }
    return JsonValue.of(amount.toPlainString());
  }

  private static JsonValue text(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new IllegalArgumentException("a text has half a character (a lone surrogate)");
      }
    }
    return JsonValue.of(text);
  }

  private JsonObject object(Map<?, ?> map, int depth) {
    var members = JsonObject.builder();
    map.forEach((name, value) -> members.put(name(name), value(value, depth + 1)));
    return members.build();
  }

  private static String name(@Nullable Object name) {
    return switch (name) {
      case String text -> ((JsonValue.JsonString) text(text)).value();
      case Enum<?> constant -> constant.name();
      case null, default -> throw new IllegalArgumentException("a member's name is a text");
    };
  }

  private JsonArray array(Iterable<?> list, int depth) {
    var elements = new ArrayList<JsonValue>();
    for (Object element : list) {
      elements.add(value(element, depth + 1));
    }
    return JsonArray.of(elements);
  }
}
