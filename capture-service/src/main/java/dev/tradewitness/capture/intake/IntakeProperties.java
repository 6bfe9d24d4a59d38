package dev.tradewitness.capture.intake;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// The intake's bounds.
///
/// @param eventsInFlightMax events taken and not yet answered, over all doors
/// @param sizeInFlightMax about the bytes of their documents
/// @param sourceEventsMax of these, by one source
/// @param sourceSizeMax of these bytes, by one source
/// @param deadline how long a caller waits for the commit; the sources' client gives up after 5 s
/// @param retryAfter what a caller that is turned away is told
@Validated
@ConfigurationProperties(prefix = "tradewitness.capture.intake", ignoreUnknownFields = false)
public record IntakeProperties(
    @DefaultValue("24000") @Min(1) @Max(1_000_000) int eventsInFlightMax,
    @DefaultValue("16MB") DataSize sizeInFlightMax,
    @DefaultValue("18000") @Min(1) @Max(1_000_000) int sourceEventsMax,
    @DefaultValue("12MB") DataSize sourceSizeMax,
    @DefaultValue("2s") Duration deadline,
    @DefaultValue("1s") Duration retryAfter) {}
