package dev.tradewitness.capture.intake;

/// Bounds on how many sources are told apart, in metrics and in shares of memory: their names may
/// be chosen by clients.
final class SourceLabels {

  /// So many; further ones count as [#OTHERS].
  static final int MAX = 200;

  static final String OTHERS = "others";

  private SourceLabels() {}
}
