package dev.tradewitness.vpin.api;

import dev.tradewitness.vpin.reading.VpinReading;
import java.util.List;

/// Names how toxic a pair's flow is. Levels of VPIN differ between pairs and classifiers, so by
/// default the name follows the percentile in the pair's own history.
enum Toxicity {
  LOW,
  MODERATE,
  HIGH,
  VERY_HIGH;

  /// What the name is judged by.
  enum Basis {
    PERCENTILE,
    ABSOLUTE
  }

  /// @param edges lower edges of MODERATE, HIGH and VERY_HIGH, rising
  static Toxicity of(double value, List<Double> edges) {
    Toxicity band = LOW;
    for (int i = 0; i < edges.size() && value >= edges.get(i); i++) {
      band = values()[i + 1];
    }
    return band;
  }

  static double judged(VpinReading reading, Basis basis) {
    return switch (basis) {
      case PERCENTILE -> reading.percentile();
      case ABSOLUTE -> reading.vpin();
    };
  }
}
