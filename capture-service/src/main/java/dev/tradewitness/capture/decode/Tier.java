package dev.tradewitness.capture.decode;

import org.jspecify.annotations.Nullable;

/// How deeply a policy is verified (VCP v1.1: `conformance_tier`).
public enum Tier {
  SILVER,
  GOLD,
  PLATINUM;

  /// The tier of that name, or null.
  public static @Nullable Tier named(@Nullable String name) {
    return switch (name) {
      case "SILVER" -> SILVER;
      case "GOLD" -> GOLD;
      case "PLATINUM" -> PLATINUM;
      case null, default -> null;
    };
  }
}
