package dev.tradewitness.capture.source.rest;

import dev.tradewitness.capture.decode.EventDocument;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// Bounds of the HTTP doors.
///
/// @param eventSizeMax of one event, alone or in a batch; at most [EventDocument#BYTES_MAX]
/// @param batchSizeMax of a batch's body
/// @param batchEventsMax events in one batch
/// @param eventUploadsMax bodies of single events that have arrived and are not answered, all
///   together
/// @param batchUploadsMax bodies of batches, likewise; a batch is held more than once while it is
///   taken apart
/// @param batchDeadline how long a batch waits for its commits
/// @param eventUploadTimeMax from the first byte of an event's body to its last
/// @param batchUploadTimeMax likewise of a batch's
@Validated
@ConfigurationProperties(prefix = "tradewitness.capture.rest", ignoreUnknownFields = false)
record RestProperties(
    @DefaultValue("64KB") DataSize eventSizeMax,
    @DefaultValue("16MB") DataSize batchSizeMax,
    @DefaultValue("10000") @Min(1) @Max(100_000) int batchEventsMax,
    @DefaultValue("8MB") DataSize eventUploadsMax,
    @DefaultValue("17MB") DataSize batchUploadsMax,
    @DefaultValue("10s") Duration batchDeadline,
    @DefaultValue("5s") Duration eventUploadTimeMax,
    @DefaultValue("30s") Duration batchUploadTimeMax) {

  RestProperties {
    if (eventSizeMax.toBytes() > EventDocument.BYTES_MAX) {
      throw new IllegalArgumentException(
          "event-size-max is at most %d bytes, not %s"
              .formatted(EventDocument.BYTES_MAX, eventSizeMax));
    }
  }
}
