package dev.tradewitness.vpin.reading;

/// What a trade's volume is counted in.
public enum VolumeUnit {
  /// `notional_value`, or price × size where it is absent.
  QUOTE("quote"),
  /// `size`.
  BASE("base");

  private final String word;

  VolumeUnit(String word) {
    this.word = word;
  }

  /// The name in settings, metrics and tables.
  public String word() {
    return word;
  }

  /// The one with this name.
  public static VolumeUnit of(String word) {
    for (VolumeUnit one : values()) {
      if (one.word.equals(word)) {
        return one;
      }
    }
    throw new IllegalArgumentException("no volume unit named " + word);
  }
}
