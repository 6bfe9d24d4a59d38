package dev.tradewitness.anchor.capture;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How capture is asked.
///
/// @param timeout for one request
/// @param attempts for one question, with a growing wait between them
/// @param retryWait before the second attempt
/// @param openFor how long nothing is asked after too many failures
/// @param pageEvents events or streams asked for at a time, 1 to 1000
/// @param pageBytesMax longest answer that is read
/// @param keysInterval how often is looked whether a signing key has to be asked for
@ConfigurationProperties(prefix = "tradewitness.anchor.capture-client", ignoreUnknownFields = false)
record CaptureClientProperties(
    @DefaultValue("5s") Duration timeout,
    @DefaultValue("3") int attempts,
    @DefaultValue("200ms") Duration retryWait,
    @DefaultValue("5s") Duration openFor,
    @DefaultValue("1000") int pageEvents,
    @DefaultValue("33554432") int pageBytesMax,
    @DefaultValue("500ms") Duration keysInterval) {}
