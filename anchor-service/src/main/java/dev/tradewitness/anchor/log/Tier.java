package dev.tradewitness.anchor.log;

import org.jspecify.annotations.Nullable;

/// VCP's conformance tiers, lowest first.
public enum Tier {
  SILVER,
  GOLD,
  PLATINUM;

  /// The tier of that name; events may carry any text, and one that is no tier leaves `otherwise`.
  public static Tier of(String name, Tier otherwise) {
    Tier tier = named(name);
    return tier == null ? otherwise : tier;
  }

  public Tier orStricter(Tier other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /// Of two names the one of the stricter tier; a name that is no tier gives way.
  public static String stricterName(String one, String other) {
    Tier first = named(one);
    Tier second = named(other);
    return second == null || first != null && first.compareTo(second) >= 0 ? one : other;
  }

  private static @Nullable Tier named(String name) {
    for (Tier tier : values()) {
      if (tier.name().equals(name)) {
        return tier;
      }
    }
    return null;
  }
}
