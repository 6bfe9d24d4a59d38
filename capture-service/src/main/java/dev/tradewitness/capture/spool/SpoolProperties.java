package dev.tradewitness.capture.spool;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// Where events wait while the database is away.
///
/// @param folder of this instance alone, on a local disk; without one nothing is spooled
/// @param sizeMax beyond it events are turned away
/// @param drainEvents so many go to the database at a time
/// @param retry how long after a failure the next attempt is made
@Validated
@ConfigurationProperties(prefix = "tradewitness.capture.spool", ignoreUnknownFields = false)
record SpoolProperties(
    @Nullable Path folder,
    @DefaultValue("1GB") DataSize sizeMax,
    @DefaultValue("1000") @Min(1) @Max(10_000) int drainEvents,
    @DefaultValue("500ms") Duration retry) {}
