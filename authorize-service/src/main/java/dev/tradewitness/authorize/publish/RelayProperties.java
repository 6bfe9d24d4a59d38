package dev.tradewitness.authorize.publish;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param decisionsMax decisions waiting in memory to be sent; beyond it the journal is read again
/// @param groupMax decisions sent before their confirmation is waited for
/// @param cursorInterval how often the position is stored
/// @param behindMax decisions not yet sent from which on the service calls itself degraded
@ConfigurationProperties(prefix = "tradewitness.authorize.relay", ignoreUnknownFields = false)
public record RelayProperties(
    @DefaultValue("20000") int decisionsMax,
    @DefaultValue("256") int groupMax,
    @DefaultValue("500ms") Duration cursorInterval,
    @DefaultValue("10000") long behindMax) {}
