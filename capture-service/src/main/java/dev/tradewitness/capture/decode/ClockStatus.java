package dev.tradewitness.capture.decode;

import org.jspecify.annotations.Nullable;

/// How well a clock is known to agree with the world (VCP: `clock_sync_status`), best first.
public enum ClockStatus {
  PTP_LOCKED,
  NTP_SYNCED,
  BEST_EFFORT,
  UNRELIABLE;

  /// The status of that name, or null.
  public static @Nullable ClockStatus named(@Nullable String name) {
    return switch (name) {
      case "PTP_LOCKED" -> PTP_LOCKED;
      case "NTP_SYNCED" -> NTP_SYNCED;
      case "BEST_EFFORT" -> BEST_EFFORT;
      case "UNRELIABLE" -> UNRELIABLE;
      case null, default -> null;
    };
  }

  public boolean worseThan(ClockStatus other) {
    return compareTo(other) > 0;
  }
}
