package dev.tradewitness.vpin.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.tradewitness.vpin.state.MetricArchive.PairStanding;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A pair as it stands: its latest metric with the band, or how far its warm-up is.
///
/// @param pair null when the metric, which has it too, is there
@JsonInclude(JsonInclude.Include.NON_NULL)
record PairView(
    @JsonProperty("status") Status status,
    @JsonProperty("pair") @Nullable String pair,
    @JsonUnwrapped @Nullable MetricView metric,
    @JsonProperty("toxicity") @Nullable Toxicity toxicity,
    @JsonProperty("toxicity_basis") @Nullable String toxicityBasis,
    @JsonProperty("trades") long trades,
    @JsonProperty("closed_buckets") long closedBuckets,
    @JsonProperty("warm_up_buckets") int warmUpBuckets) {

  enum Status {
    READY,
    WARMING_UP
  }

  static PairView of(PairStanding standing, Toxicity.Basis basis, ApiProperties properties) {
    var latest = standing.latest();
    return new PairView(
        latest == null ? Status.WARMING_UP : Status.READY,
        latest == null ? standing.pair() : null,
        latest == null ? null : MetricView.of(latest),
        latest == null
            ? null
            : Toxicity.of(Toxicity.judged(latest.reading(), basis), properties.edges(basis)),
        latest == null ? null : basis.name().toLowerCase(Locale.ROOT),
        standing.trades(),
        standing.closedBuckets(),
        standing.warmUpBuckets());
  }
}
