package dev.tradewitness.capture.source.kafka;

import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.Tier;
import dev.tradewitness.capture.decode.foreign.SourcePolicy;
import dev.tradewitness.common.event.PolicyId;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// The Kafka tap.
///
/// @param enabled whether it runs
/// @param groupId the consumer group, as in the integration guide
/// @param pollEventsMax messages taken at a time
/// @param messageSizeMax a longer message becomes a dead letter
/// @param retry how long to wait before the same messages are tried again while they cannot be
///   stored
@Validated
@ConfigurationProperties(prefix = "tradewitness.capture.tap", ignoreUnknownFields = false)
record TapProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("vcp-sidecar") String groupId,
    @DefaultValue("1000") @Min(1) @Max(10_000) int pollEventsMax,
    @DefaultValue("256KB") DataSize messageSizeMax,
    @DefaultValue("1s") Duration retry,
    @DefaultValue Source orders,
    @DefaultValue Source executions,
    @DefaultValue Source errors,
    @DefaultValue Source decisions) {

  /// What one topic's messages are recorded under.
  ///
  /// @param policyId `local.tradewitness:<source>` when absent
  record Source(
      @Nullable String policyId,
      @DefaultValue("SILVER") Tier tier,
      @DefaultValue("BEST_EFFORT") ClockStatus clock) {

    SourcePolicy policy(String source) {
      return new SourcePolicy(
          new PolicyId(policyId == null ? "local.tradewitness:" + source : policyId).value(),
          tier,
          clock);
    }
  }
}
