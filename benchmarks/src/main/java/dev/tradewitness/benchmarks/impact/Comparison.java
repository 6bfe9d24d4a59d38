package dev.tradewitness.benchmarks.impact;

import java.util.List;
import java.util.stream.Stream;

/// A condition and the one that it is held against.
record Comparison(Condition of, Condition base) {
  static final Comparison CONTROL = new Comparison(Condition.CONTROL, Condition.NONE);
  static final Comparison CLIENT = new Comparison(Condition.CLIENT, Condition.NONE);
  static final Comparison BESIDE = new Comparison(Condition.BESIDE, Condition.NONE);
  static final Comparison CALL = new Comparison(Condition.CLIENT, Condition.BESIDE);
  static final Comparison NGINX = new Comparison(Condition.NGINX, Condition.NONE);
  static final Comparison MIRROR = new Comparison(Condition.MIRROR, Condition.NGINX);

  /// Those of which both conditions were measured.
  static List<Comparison> among(List<Condition> conditions) {
    return Stream.of(CONTROL, CLIENT, BESIDE, CALL, NGINX, MIRROR)
        .filter(c -> conditions.contains(c.of) && conditions.contains(c.base))
        .toList();
  }

  String word() {
    return "%s - %s".formatted(of.word(), base.word());
  }
}
