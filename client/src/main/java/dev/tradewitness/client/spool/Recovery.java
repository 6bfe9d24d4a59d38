package dev.tradewitness.client.spool;

import java.io.IOException;

/// Counts what an earlier process left. The beginning of a record that a crash cut off is removed;
/// what cannot be read is given up, so that it does not keep the client from starting.
final class Recovery {

  private final SegmentFiles files;
  private final SpoolCounts counts;

  /// @param files already found
  Recovery(SegmentFiles files, SpoolCounts counts) {
    this.files = files;
    this.counts = counts;
  }

  void run() {
    files.all().forEach(this::recover);
  }

  private void recover(Segment segment) {
    long at = 0;
    try {
      while (at < segment.end()) {
        at = behind(segment, at);
      }
    } catch (IOException e) {
      counts.unreadable();
      files.giveUp(segment, at);
    }
  }

  private long behind(Segment segment, long at) throws IOException {
    return switch (segment.read(at)) {
      case Segment.Found.Whole(_, var next) -> {
        counts.addRecords(1);
        yield next;
      }
      case Segment.Found.Skipped bytes -> {
        counts.skipped(segment, bytes);
        if (bytes.torn()) {
          segment.cut(at);
        }
        yield bytes.next();
      }
      case Segment.Found.End() -> segment.end();
    };
  }
}
