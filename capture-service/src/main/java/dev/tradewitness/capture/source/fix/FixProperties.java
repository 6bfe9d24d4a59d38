package dev.tradewitness.capture.source.fix;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// The FIX door; which sessions it accepts is in the sources file, and without one it is closed.
///
/// @param address where it listens
/// @param port where it listens
/// @param storeFolder of the sessions' sequence numbers; without it no session can be accepted
/// @param hold how long a message that cannot be stored keeps its session waiting; then the session
///   is disconnected, and the counterparty sends the message again
@Validated
@ConfigurationProperties(prefix = "tradewitness.capture.fix", ignoreUnknownFields = false)
record FixProperties(
    @DefaultValue("127.0.0.1") String address,
    @DefaultValue("9880") @Min(1) @Max(65_535) int port,
    @Nullable Path storeFolder,
    @DefaultValue("10s") Duration hold) {}
