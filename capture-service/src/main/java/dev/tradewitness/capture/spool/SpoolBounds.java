package dev.tradewitness.capture.spool;

import java.time.Duration;

/// What the spool may take and how long it waits.
///
/// @param bytesMax of all segments
/// @param drainEventsMax events that are on their way back to the table at a time
/// @param retry after a failure, before events are brought back again
/// @param commitWait a commit that takes longer counts as a database that does not answer
record SpoolBounds(long bytesMax, int drainEventsMax, Duration retry, Duration commitWait) {

  /// About the bytes of the events that are on their way back to the table at a time.
  static final long DRAIN_BYTES_MAX = 8L * 1024 * 1024;

  /// A backlog of which no record was let go for so long is shown by the health.
  static final Duration STALL = Duration.ofSeconds(5);

  /// Events that are read from the disk in one round.
  static final int ROUND_EVENTS_MAX = 512;

  /// About the bytes of the events that are written to the disk in one round.
  static final long APPEND_BYTES_MAX = 4L * 1024 * 1024;
}
