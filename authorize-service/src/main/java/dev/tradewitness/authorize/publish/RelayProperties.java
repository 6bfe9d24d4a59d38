package dev.tradewitness.authorize.publish;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param decisionsMax decisions waiting in memory to be sent; beyond it the journal is read again
/// @param groupMax decisions sent before their confirmation is waited for
/// @param interval how long fresh decisions gather, so that those of a lane share a Kafka batch
/// @param cursorInterval how often the position is stored
/// @param behindMax decisions not yet sent from which on the service calls itself degraded
@ConfigurationProperties(prefix = "tradewitness.authorize.relay", ignoreUnknownFields = false)
public record RelayProperties(
    @DefaultValue("20000") int decisionsMax,
    @DefaultValue("2000") int groupMax,
    @DefaultValue("50ms") Duration interval,
    @DefaultValue("500ms") Duration cursorInterval,
    @DefaultValue("10000") long behindMax) {}
