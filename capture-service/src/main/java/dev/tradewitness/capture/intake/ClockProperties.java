package dev.tradewitness.capture.intake;

import dev.tradewitness.capture.decode.ClockStatus;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What is known of this machine's clock.
///
/// @param status declared by whoever runs the machine and watches its clock
@ConfigurationProperties(prefix = "tradewitness.capture.clock", ignoreUnknownFields = false)
record ClockProperties(@DefaultValue("BEST_EFFORT") ClockStatus status) {}
