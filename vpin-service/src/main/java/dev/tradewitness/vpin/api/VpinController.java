package dev.tradewitness.vpin.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tradewitness.kit.web.ProblemException;
import dev.tradewitness.vpin.state.Metric;
import dev.tradewitness.vpin.state.MetricArchive;
import dev.tradewitness.vpin.state.MetricArchive.Range;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `GET /v1/vpin…`: committed readings of all pairs, of one, and its history.
@RestController
@RequestMapping("/v1/vpin")
class VpinController {

  private static final int HISTORY_LIMIT = 1000;
  private static final MediaType CSV = MediaType.parseMediaType("text/csv;charset=utf-8");

  private final MetricArchive archive;
  private final ApiProperties properties;

  VpinController(MetricArchive archive, ApiProperties properties) {
    this.archive = archive;
    this.properties = properties;
  }

  enum Format {
    JSON,
    CSV
  }

  record Pairs(@JsonProperty("count") int count, @JsonProperty("pairs") List<PairView> pairs) {}

  /// @param truncated older metrics of the range were left out; ask again with `before` = the first
  ///   sequence here
  record History(
      @JsonProperty("pair") String pair,
      @JsonProperty("count") int count,
      @JsonProperty("truncated") boolean truncated,
      @JsonProperty("metrics") List<MetricView> metrics) {}

  @GetMapping
  Pairs latest(@RequestParam(required = false) @Nullable String bands) {
    Toxicity.Basis basis = basis(bands);
    List<PairView> pairs =
        archive.standings().stream()
            .map(standing -> PairView.of(standing, basis, properties))
            .toList();
    return new Pairs(pairs.size(), pairs);
  }

  @GetMapping("/{pair}")
  PairView latestOf(
      @PathVariable String pair, @RequestParam(required = false) @Nullable String bands) {
    Toxicity.Basis basis = basis(bands);
    return archive
        .standing(pair)
        .map(standing -> PairView.of(standing, basis, properties))
        .orElseThrow(() -> unknown(pair));
  }

  @GetMapping("/{pair}/history")
  ResponseEntity<?> history(
      @PathVariable String pair,
      @RequestParam(required = false) @Nullable String from,
      @RequestParam(required = false) @Nullable String to,
      @RequestParam(required = false) @Nullable String before,
      @RequestParam(required = false) @Nullable String limit,
      @RequestParam(required = false) @Nullable String resolution,
      @RequestParam(required = false) @Nullable String format) {
    var query = new QueryReader();
    long first = query.time("from", from, Long.MIN_VALUE);
    long last = query.time("to", to, Long.MAX_VALUE);
    query.ordered("from", first, "to", last);
    long below = query.number("before", before, Long.MAX_VALUE, Long.MAX_VALUE);
    int max = properties.historyLimitMax();
    int count = (int) query.number("limit", limit, max, Math.min(max, HISTORY_LIMIT));
    Format wanted = query.choice("format", format, Format.JSON);
    if (resolution != null) {
      query.wrong("resolution", "NOT_SUPPORTED", "is not supported; every metric is given");
    }
    query.check();
    if (archive.standing(pair).isEmpty()) {
      throw unknown(pair);
    }
    // One more than asked for shows whether there are more.
    List<Metric> found = archive.history(new Range(pair, first, last, below, count + 1));
    boolean truncated = found.size() > count;
    List<Metric> shown = truncated ? found.subList(1, found.size()) : found;
    return switch (wanted) {
      case JSON ->
          ResponseEntity.ok(
              new History(
                  pair, shown.size(), truncated, shown.stream().map(MetricView::of).toList()));
      case CSV -> ResponseEntity.ok().contentType(CSV).body(MetricCsv.text(shown));
    };
  }

  private Toxicity.Basis basis(@Nullable String bands) {
    var query = new QueryReader();
    Toxicity.Basis basis = query.choice("bands", bands, properties.bands());
    query.check();
    return basis;
  }

  private static ProblemException unknown(String pair) {
    return ProblemException.of(
        HttpStatus.NOT_FOUND, "PAIR_UNKNOWN", "No trade of this pair was ever read: " + pair);
  }
}
