package dev.tradewitness.capture.source.kafka;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// The Kafka tap; which topics it reads is in the sources file.
///
/// @param enabled whether it runs
/// @param groupId the consumer group, as in the integration guide
/// @param pollEventsMax messages taken at a time
/// @param messageSizeMax a longer message becomes a dead letter
/// @param retry how long to wait before the same messages are tried again while they cannot be
///   stored, or the consumer is tried again while Kafka refuses it
/// @param topicsWatch how often Kafka is asked whether the topics can be read
@Validated
@ConfigurationProperties(prefix = "tradewitness.capture.tap", ignoreUnknownFields = false)
record TapProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("vcp-sidecar") String groupId,
    @DefaultValue("1000") @Min(1) @Max(10_000) int pollEventsMax,
    @DefaultValue("256KB") DataSize messageSizeMax,
    @DefaultValue("1s") Duration retry,
    @DefaultValue("3s") Duration topicsWatch) {}
