package dev.tradewitness.capture.health;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param relayLagMax more events than this committed and not yet in Kafka: degraded
/// @param kafkaInterval how often Kafka is asked whether it is there
/// @param keep how long a look at the database is good for
@ConfigurationProperties(prefix = "tradewitness.capture.health", ignoreUnknownFields = false)
record HealthProperties(
    @DefaultValue("100000") long relayLagMax,
    @DefaultValue("3s") Duration kafkaInterval,
    @DefaultValue("500ms") Duration keep) {}
