package dev.tradewitness.benchmarks.impact;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// One round as one line of text, in the order in which its blocks ran.
final class RoundLine {
  private RoundLine() {}

  static String of(int round, List<Block> blocks) {
    return "%s  %s"
        .formatted(
            round == 0 ? "round 0, does not count" : "round %d".formatted(round),
            blocks.stream().map(RoundLine::of).collect(Collectors.joining(" | ")));
  }

  private static String of(Block block) {
    return String.format(
        Locale.ROOT,
        "%s p50 %.0f p99 %.0f µs%s",
        block.condition().word(),
        Figure.P50.micros(block),
        Figure.P99.micros(block),
        block.errors().isEmpty() ? "" : " errors " + block.errors());
  }
}
