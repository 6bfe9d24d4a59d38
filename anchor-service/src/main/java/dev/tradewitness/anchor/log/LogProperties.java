package dev.tradewitness.anchor.log;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// What others can make the logs keep.
///
/// @param unknownMax logs of streams that messages name and capture does not; messages of further
///   ones are counted and left alone
/// @param contradictionsMax leaves kept of one log that contradict it; further ones are counted
@Validated
@ConfigurationProperties(prefix = "tradewitness.anchor.log", ignoreUnknownFields = false)
record LogProperties(
    @DefaultValue("100") @Min(0) int unknownMax,
    @DefaultValue("10000") @Min(1) int contradictionsMax) {}
