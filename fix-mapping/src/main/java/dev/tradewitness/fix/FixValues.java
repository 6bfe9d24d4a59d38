package dev.tradewitness.fix;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// FIX's codes in VCP's words. A code that VCP has no word for is `UNKNOWN`, as the integration
/// guide has it; the code itself stays in the message.
final class FixValues {

  static final String UNKNOWN = "UNKNOWN";

  private static final Map<String, String> SIDES =
      Map.of("1", "BUY", "2", "SELL", "3", "BUY", "4", "SELL", "5", "SELL", "6", "SELL");

  private static final Map<String, String> ORDER_TYPES =
      Map.of("1", "MARKET", "2", "LIMIT", "3", "STOP", "4", "STOP_LIMIT");

  private static final Map<String, String> TIMES_IN_FORCE =
      Map.of("0", "DAY", "1", "GTC", "3", "IOC", "4", "FOK", "6", "GTD");

  private FixValues() {}

  /// Side(54): buy minus and sell plus, sell short and sell short exempt are buys and sells.
  static @Nullable String side(@Nullable String code) {
    return code == null ? null : SIDES.getOrDefault(code, UNKNOWN);
  }

  /// OrdType(40).
  static @Nullable String orderType(@Nullable String code) {
    return code == null ? null : ORDER_TYPES.getOrDefault(code, UNKNOWN);
  }

  /// TimeInForce(59).
  static @Nullable String timeInForce(@Nullable String code) {
    return code == null ? null : TIMES_IN_FORCE.getOrDefault(code, UNKNOWN);
  }
}
