package dev.tradewitness.benchmarks.impact;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// How much larger a figure is than in the base, over the pairs of blocks of the same round.
///
/// @param micros condition less base
/// @param percent of the base in the same round
record Difference(Comparison comparison, Figure figure, Estimate micros, Estimate percent) {

  /// Every figure of every comparison that these conditions allow.
  static List<Difference> all(List<Condition> conditions, List<Block> blocks, long seed) {
    return Comparison.among(conditions).stream()
        .flatMap(comparison ->
            Stream.of(Figure.values()).map(figure -> of(comparison, figure, blocks, seed)))
        .toList();
  }

  /// @throws IllegalArgumentException when no round has both blocks with answers
  static Difference of(Comparison comparison, Figure figure, List<Block> blocks, long seed) {
    var bases = byRound(comparison.base(), blocks);
    var micros = new ArrayList<Double>();
    var percent = new ArrayList<Double>();
    byRound(comparison.of(), blocks)
        .forEach((round, block) -> {
          var base = bases.get(round);
          if (base != null) {
            double before = figure.micros(base);
            micros.add(figure.micros(block) - before);
            percent.add(100 * (figure.micros(block) - before) / before);
          }
        });
    return new Difference(
        comparison, figure, Estimate.of(array(micros), seed), Estimate.of(array(percent), seed));
  }

  /// Those that count and had an answer.
  private static Map<Integer, Block> byRound(Condition condition, List<Block> blocks) {
    var found = new HashMap<Integer, Block>();
    for (var block : blocks) {
      if (block.counts()
          && block.condition() == condition
          && block.latency().getTotalCount() > 0
          && block.server().service().getTotalCount() > 0) {
        found.put(block.round(), block);
      }
    }
    return found;
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
