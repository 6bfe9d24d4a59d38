package dev.tradewitness.benchmarks.firstminute;

import java.util.Locale;

/// One figure and what it must stay below.
///
/// @param met whether it does; a figure that could not be taken does not
record Goal(String what, double value, String unit, double below, boolean met) {

  static Goal below(String what, double value, String unit, double below) {
    return new Goal(what, value, unit, below, value < below);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%-9s %-46s %8.2f %-3s wanted below %.0f",
        met ? "met" : "MISSED",
        what,
        value,
        unit,
        below);
  }
}
