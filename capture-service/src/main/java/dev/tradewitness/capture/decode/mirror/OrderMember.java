package dev.tradewitness.capture.decode.mirror;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a mapping can find in a body.
public enum OrderMember {
  ORDER_ID,
  SYMBOL,
  SIDE,
  ORDER_TYPE,
  PRICE,
  QUANTITY,
  /// Goes to the event's header, as from the topics.
  ACCOUNT_ID,
  /// Goes to the event's header when it is a trace id.
  TRACE_ID;

  /// Its name in `trade_data` and in the settings.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static @Nullable OrderMember named(String wireName) {
    return Arrays.stream(values())
        .filter(member -> member.wireName().equals(wireName))
        .findFirst()
        .orElse(null);
  }

  boolean isOfTrade() {
    return this != ACCOUNT_ID && this != TRACE_ID;
  }
}
