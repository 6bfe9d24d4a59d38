package dev.tradewitness.vpin.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tradewitness.common.event.Names;
import dev.tradewitness.kit.web.ProblemException;
import dev.tradewitness.kit.web.Query;
import dev.tradewitness.kit.web.QueryReader;
import dev.tradewitness.vpin.state.Metric;
import dev.tradewitness.vpin.state.MetricArchive;
import dev.tradewitness.vpin.state.MetricArchive.Range;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// `GET /v1/vpin…`: committed readings of all pairs, of one, and its history.
@RestController
@RequestMapping("/v1/vpin")
class VpinController {

  private static final Pattern UNIX_MILLIS = Pattern.compile("-?[0-9]{1,18}");
  private static final int HISTORY_LIMIT = 1000;
  private static final int PAIRS_LIMIT = 1000;
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

  /// @param truncated there are more pairs; ask again with `after` = the last name here
  record Pairs(
      @JsonProperty("count") int count,
      @JsonProperty("truncated") boolean truncated,
      @JsonProperty("pairs") List<PairView> pairs) {}

  /// @param truncated older metrics of the range were left out; ask again with `before` = the first
  ///   sequence here
  record History(
      @JsonProperty("pair") String pair,
      @JsonProperty("count") int count,
      @JsonProperty("truncated") boolean truncated,
      @JsonProperty("metrics") List<MetricView> metrics) {}

  @GetMapping
  Pairs latest(@Query({"bands", "after", "limit"}) QueryReader query) {
    int max = properties.pairsLimitMax();
    int count = (int) query.number("limit", 1, max, Math.min(max, PAIRS_LIMIT));
    String after = query.read("after", "NOT_A_NAME", "the name of a pair", VpinController::name);
    Toxicity.Basis basis = basis(query);
    // One more than asked for shows whether there are more.
    List<PairView> found =
        archive.standings(after == null ? "" : after, count + 1).stream()
            .map(standing -> PairView.of(standing, basis, properties))
            .toList();
    boolean truncated = found.size() > count;
    List<PairView> shown = truncated ? found.subList(0, count) : found;
    return new Pairs(shown.size(), truncated, shown);
  }

  @GetMapping("/{pair}")
  PairView latestOf(@PathVariable String pair, @Query("bands") QueryReader query) {
    Toxicity.Basis basis = basis(query);
    return archive
        .standing(pair)
        .map(standing -> PairView.of(standing, basis, properties))
        .orElseThrow(() -> unknown(pair));
  }

  @GetMapping("/{pair}/history")
  ResponseEntity<?> history(
      @PathVariable String pair,
      @Query({"from", "to", "before", "limit", "resolution", "format"}) QueryReader query) {
    long first = time(query, "from", Long.MIN_VALUE);
    long last = time(query, "to", Long.MAX_VALUE);
    if (first > last) {
      query.wrong("from", "RANGE_EMPTY", "from must not be after to");
    }
    long below = query.number("before", 0, Long.MAX_VALUE, Long.MAX_VALUE);
    int max = properties.historyLimitMax();
    int count = (int) query.number("limit", 1, max, Math.min(max, HISTORY_LIMIT));
    Format wanted = query.choice("format", Format.JSON);
    if (query.isPresent("resolution")) {
      query.wrong(
          "resolution", "NOT_SUPPORTED", "resolution is not supported; every metric is given");
    }
    query.requireNoViolation();
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

  private static @Nullable String name(String text) {
    return Names.fault(text) == null ? text : null;
  }

  private Toxicity.Basis basis(QueryReader query) {
    Toxicity.Basis basis = query.choice("bands", properties.bands());
    query.requireNoViolation();
    return basis;
  }

  /// Unix milliseconds, as trades have them, or RFC 3339.
  private static long time(QueryReader query, String name, long absent) {
    Long millis =
        query.read(
            name,
            "NOT_A_TIME",
            "Unix milliseconds or an RFC 3339 time",
            text -> {
              if (UNIX_MILLIS.matcher(text).matches()) {
                return Long.valueOf(text);
              }
              Instant time = QueryReader.instant(text);
              return time == null ? null : time.toEpochMilli();
            });
    return millis == null ? absent : millis;
  }

  private static ProblemException unknown(String pair) {
    return ProblemException.of(
        HttpStatus.NOT_FOUND, "PAIR_UNKNOWN", "No trade of this pair was ever read: " + pair);
  }
}
