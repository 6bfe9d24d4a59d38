package dev.tradewitness.anchor.api;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param anchorWait how long `POST /vcp/anchor` waits for the anchors of the batches it closed
/// @param anchorWaitMax the most that its parameter `wait` may ask for
@ConfigurationProperties(prefix = "tradewitness.anchor.api", ignoreUnknownFields = false)
record ApiProperties(
    @DefaultValue("5s") Duration anchorWait, @DefaultValue("30s") Duration anchorWaitMax) {}
