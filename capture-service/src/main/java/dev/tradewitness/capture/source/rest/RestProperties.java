package dev.tradewitness.capture.source.rest;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// Bounds of the HTTP doors.
///
/// @param eventSizeMax of one event, alone or in a batch
/// @param batchSizeMax of a batch's body
/// @param batchEventsMax events in one batch
/// @param eventUploadsMax bodies of single events that are being read or answered, all together
/// @param batchUploadsMax bodies of batches, likewise; a batch is held more than once while it is
///   taken apart
/// @param batchDeadline how long a batch waits for its commits
@Validated
@ConfigurationProperties(prefix = "tradewitness.capture.rest", ignoreUnknownFields = false)
record RestProperties(
    @DefaultValue("64KB") DataSize eventSizeMax,
    @DefaultValue("16MB") DataSize batchSizeMax,
    @DefaultValue("10000") @Min(1) @Max(100_000) int batchEventsMax,
    @DefaultValue("16MB") DataSize eventUploadsMax,
    @DefaultValue("32MB") DataSize batchUploadsMax,
    @DefaultValue("10s") Duration batchDeadline) {}
