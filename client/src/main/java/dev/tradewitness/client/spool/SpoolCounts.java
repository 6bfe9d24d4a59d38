package dev.tradewitness.client.spool;

import java.util.concurrent.atomic.AtomicLong;

/// What a spool counts: written by its one thread, read by any.
final class SpoolCounts {

  private final AtomicLong records = new AtomicLong();
  private final AtomicLong damaged = new AtomicLong();
  private final AtomicLong torn = new AtomicLong();

  /// Records that are not settled.
  long records() {
    return records.get();
  }

  long damaged() {
    return damaged.get();
  }

  long torn() {
    return torn.get();
  }

  void addRecords(long count) {
    records.addAndGet(count);
  }

  /// What was counted at the start cannot be read any more.
  void noRecords() {
    records.set(0);
  }

  void unreadable() {
    damaged.incrementAndGet();
  }

  /// Counts bytes that are no record, the first time that they are met.
  void skipped(Segment segment, Segment.Found.Skipped bytes) {
    if (!segment.skip(bytes)) {
      return;
    }
    if (bytes.torn()) {
      torn.incrementAndGet();
    } else {
      damaged.incrementAndGet();
    }
  }
}
