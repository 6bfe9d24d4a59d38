package dev.tradewitness.capture.source.fix;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// The FIX door; which sessions it accepts is in the sources file, and without one it is closed.
///
/// @param address where it listens
/// @param port where it listens
/// @param storeFolder of the sessions' sequence numbers; without it no session can be accepted
/// @param hold how long a message that cannot be stored keeps its session waiting; then the session
///   is disconnected, and the counterparty sends the message again
/// @param connectionsMax one more is closed at once
/// @param logonTimeMax how long a connection may last without a logon
/// @param stallMax how long messages may keep coming while a lower number is missing
/// @param messageSizeMax a connection that sends a longer message is closed
@Validated
@ConfigurationProperties(prefix = "tradewitness.capture.fix", ignoreUnknownFields = false)
record FixProperties(
    @DefaultValue("127.0.0.1") String address,
    @DefaultValue("9880") @Min(1) @Max(65_535) int port,
    @Nullable Path storeFolder,
    @DefaultValue("10s") @DurationMin(millis = 1) @DurationMax(minutes = 10) Duration hold,
    @DefaultValue("100") @Min(1) @Max(10_000) int connectionsMax,
    @DefaultValue("10s") @DurationMin(seconds = 1) @DurationMax(minutes = 10) Duration logonTimeMax,
    @DefaultValue("30s") @DurationMin(seconds = 1) @DurationMax(minutes = 10) Duration stallMax,
    @DefaultValue("256KB") DataSize messageSizeMax) {

  FixProperties {
    if (messageSizeMax.toBytes() < 4 * 1024 || messageSizeMax.toBytes() > 4 * 1024 * 1024) {
      throw new IllegalArgumentException(
          "tradewitness.capture.fix.message-size-max is from 4KB to 4MB, not " + messageSizeMax);
    }
  }
}
