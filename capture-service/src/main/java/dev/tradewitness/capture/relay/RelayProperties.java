package dev.tradewitness.capture.relay;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// How committed events are sent on.
///
/// @param lease how long a partition belongs to an instance that says nothing any more
/// @param leaseRenewal how often it says something; several times within `lease`
/// @param scanInterval how often heads are looked up, to find what other instances committed
/// @param positionInterval how often the position is written down
/// @param handOffEventsMax fresh events that wait in memory; what does not fit is read from the
///   table
/// @param handOffSizeMax about the bytes of these
/// @param inFlightMax events sent and not yet confirmed by Kafka
@Validated
@ConfigurationProperties(prefix = "tradewitness.capture.relay", ignoreUnknownFields = false)
record RelayProperties(
    @DefaultValue("6s") Duration lease,
    @DefaultValue("1500ms") Duration leaseRenewal,
    @DefaultValue("500ms") Duration scanInterval,
    @DefaultValue("1s") Duration positionInterval,
    @DefaultValue("10000") @Min(1) @Max(1_000_000) int handOffEventsMax,
    @DefaultValue("4MB") DataSize handOffSizeMax,
    @DefaultValue("5000") @Min(1) @Max(1_000_000) int inFlightMax) {}
