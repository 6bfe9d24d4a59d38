package dev.tradewitness.vpin.api;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param bands what the toxicity band is judged by unless a request says otherwise
/// @param percentileEdges lower edges of MODERATE, HIGH and VERY_HIGH by percentile
/// @param absoluteEdges the same by VPIN itself
/// @param historyLimitMax most metrics in one answer
/// @param pairsLimitMax most pairs in one answer
@ConfigurationProperties(prefix = "tradewitness.vpin.api", ignoreUnknownFields = false)
record ApiProperties(
    @DefaultValue("percentile") Toxicity.Basis bands,
    @DefaultValue({"0.5", "0.9", "0.99"}) List<Double> percentileEdges,
    @DefaultValue({"0.2", "0.4", "0.6"}) List<Double> absoluteEdges,
    @DefaultValue("10000") int historyLimitMax,
    @DefaultValue("5000") int pairsLimitMax) {

  ApiProperties {
    rising(percentileEdges);
    rising(absoluteEdges);
    if (historyLimitMax < 1 || pairsLimitMax < 1) {
      throw new IllegalArgumentException("history-limit-max and pairs-limit-max must be positive");
    }
  }

  List<Double> edges(Toxicity.Basis basis) {
    return switch (basis) {
      case PERCENTILE -> percentileEdges;
      case ABSOLUTE -> absoluteEdges;
    };
  }

  private static void rising(List<Double> edges) {
    if (edges.size() != 3
        || !(0 <= edges.get(0) && edges.get(0) < edges.get(1) && edges.get(1) < edges.get(2))) {
      throw new IllegalArgumentException("band edges must be three rising numbers, got " + edges);
    }
  }
}
