package dev.tradewitness.verifier.check;

import java.time.Duration;

/// How far two machines' clocks may lie apart.
final class Clocks {

  static final Duration TOLERANCE = Duration.ofSeconds(5);

  private Clocks() {}
}
