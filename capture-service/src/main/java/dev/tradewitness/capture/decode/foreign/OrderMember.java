package dev.tradewitness.capture.decode.foreign;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a mapping can find in a message, in the order in which an event has it.
public enum OrderMember {
  ORDER_ID,
  SYMBOL,
  SIDE,
  ORDER_TYPE,
  PRICE,
  QUANTITY,
  EXECUTION_PRICE,
  EXECUTED_QTY,
  COMMISSION,
  SLIPPAGE,
  REJECT_REASON,
  /// Goes to the event's header, as from the topics.
  ACCOUNT_ID,
  /// Goes to the event's header when it is a trace id.
  TRACE_ID;

  /// Its name in `trade_data` and in the sources file.
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
