package dev.tradewitness.vpin.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.tradewitness.vpin.vitals.Progress;
import dev.tradewitness.vpin.vitals.Progress.PartitionProgress;
import dev.tradewitness.vpin.vitals.Progress.Standing;
import dev.tradewitness.vpin.vitals.Vitals;
import dev.tradewitness.vpin.vitals.Vitals.Condition;
import dev.tradewitness.vpin.vitals.Vitals.Severity;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `GET /health`: 200 while it works, if need be with what is degraded; 503 when it does not.
@RestController
class HealthController {

  private final Vitals vitals;
  private final JdbcClient jdbc;

  HealthController(Vitals vitals, JdbcClient jdbc) {
    this.vitals = vitals;
    this.jdbc = jdbc;
  }

  enum Status {
    @JsonProperty("healthy")
    HEALTHY,
    @JsonProperty("degraded")
    DEGRADED,
    @JsonProperty("unhealthy")
    UNHEALTHY
  }

  record PartitionView(
      @JsonProperty("partition") int partition,
      @JsonProperty("standing") Standing standing,
      @JsonProperty("owner_epoch") @Nullable Long ownerEpoch,
      @JsonProperty("position") @Nullable Long position,
      @JsonProperty("lag") @Nullable Long lag,
      @JsonProperty("lag_seconds") @Nullable Double lagSeconds,
      @JsonProperty("pairs") int pairs,
      @JsonProperty("unpublished") long unpublished) {

    static PartitionView of(PartitionProgress progress) {
      return new PartitionView(
          progress.partition(),
          progress.standing(),
          progress.ownerEpoch(),
          progress.position(),
          progress.lag(),
          progress.lagSeconds(),
          progress.pairs(),
          progress.unpublished());
    }
  }

  @JsonPropertyOrder({"status", "service", "conditions"})
  record Health(
      @JsonProperty("status") Status status,
      @JsonProperty("service") String service,
      @JsonProperty("conditions") Map<String, String> conditions,
      @JsonProperty("lag") @Nullable Long lag,
      @JsonProperty("lag_seconds") @Nullable Double lagSeconds,
      @JsonProperty("pairs") int pairs,
      @JsonProperty("trades") long trades,
      @JsonProperty("metrics") long metrics,
      @JsonProperty("published") long published,
      @JsonProperty("unpublished") long unpublished,
      @JsonProperty("refused") Map<String, Long> refused,
      @JsonProperty("partitions") List<PartitionView> partitions) {}

  @GetMapping("/health")
  ResponseEntity<Health> health() {
    var conditions = new TreeMap<String, Condition>(vitals.conditions());
    if (!databaseAnswers()) {
      conditions.put(
          "postgres",
          new Condition(Severity.DEGRADED, "PostgreSQL does not answer; trades wait in Kafka"));
    }
    Status status = status(conditions);
    Vitals.Totals totals = vitals.totals();
    Progress progress = vitals.progress();
    var reasons = new TreeMap<String, String>();
    conditions.forEach((part, condition) -> reasons.put(part, condition.reason()));
    return ResponseEntity.status(
            status == Status.UNHEALTHY ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.OK)
        .body(
            new Health(
                status,
                "vpin-service",
                reasons,
                progress.lag(),
                progress.lagSeconds(),
                progress.pairs(),
                totals.trades(),
                totals.metrics(),
                totals.published(),
                progress.unpublished(),
                vitals.refusals(),
                progress.partitions().stream().map(PartitionView::of).toList()));
  }

  private static Status status(Map<String, Condition> conditions) {
    if (conditions.values().stream().anyMatch(one -> one.severity() == Severity.UNHEALTHY)) {
      return Status.UNHEALTHY;
    }
    return conditions.isEmpty() ? Status.HEALTHY : Status.DEGRADED;
  }

  private boolean databaseAnswers() {
    try {
      return jdbc.sql("SELECT 1").query(Integer.class).single() == 1;
    } catch (DataAccessException e) {
      return false;
    }
  }
}
