package dev.tradewitness.anchor.log;

/// VCP's conformance tiers, lowest first.
public enum Tier {
  SILVER,
  GOLD,
  PLATINUM;

  /// The tier of that name; events may carry any text, and one that is no tier leaves `otherwise`.
  public static Tier of(String name, Tier otherwise) {
    for (Tier tier : values()) {
      if (tier.name().equals(name)) {
        return tier;
      }
    }
    return otherwise;
  }
}
