package dev.tradewitness.anchor.publish;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param pollInterval how often waiting messages are looked for
/// @param messagesMax handed over at a time
/// @param sendTimeout for all of them to be acknowledged
/// @param tailRecords newest records of each partition of `vcp.anchors` that are compared with what
///   is stored
@ConfigurationProperties(prefix = "tradewitness.anchor.publish", ignoreUnknownFields = false)
record PublishProperties(
    @DefaultValue("200ms") Duration pollInterval,
    @DefaultValue("200") int messagesMax,
    @DefaultValue("15s") Duration sendTimeout,
    @DefaultValue("1000") int tailRecords) {}
