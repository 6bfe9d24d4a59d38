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
/// @param sizeMax of all segments; beyond it events are turned away
/// @param segmentSize a segment of this size is not appended to any more
/// @param drainEvents so many are on their way back to the database at a time
/// @param retry how long after a failure the next attempt is made
/// @param commitWait a commit that takes longer counts as a database that does not answer; what
///   waits for it is spooled
@Validated
@ConfigurationProperties(prefix = "tradewitness.capture.spool", ignoreUnknownFields = false)
record SpoolProperties(
    @Nullable Path folder,
    @DefaultValue("1GB") DataSize sizeMax,
    @DefaultValue("16MB") DataSize segmentSize,
    @DefaultValue("4096") @Min(1) @Max(100_000) int drainEvents,
    @DefaultValue("500ms") Duration retry,
    @DefaultValue("700ms") Duration commitWait) {}
