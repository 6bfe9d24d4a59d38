package dev.tradewitness.vpin.publish;

import dev.tradewitness.vpin.state.Metric;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// What is to be published of one partition: fresh metrics from memory, and whether older ones wait
/// in the table. Filled by the consumer's thread, emptied by the publisher's.
final class Outbox {

  private final int waitingMax;
  private final ArrayDeque<Metric> waiting = new ArrayDeque<>();

  /// Metrics may be in the table that never were or no longer are in memory.
  private boolean behind = true;

  Outbox(int waitingMax) {
    this.waitingMax = waitingMax;
  }

  /// False when there was no room: they are read back from the table later.
  synchronized boolean add(Metric metric) {
    if (waiting.size() == waitingMax) {
      waiting.clear();
      behind = true;
      return false;
    }
    waiting.add(metric);
    return true;
  }

  /// The metrics from `next` on as far as they are in memory without a gap.
  synchronized List<Metric> take(long next, int max) {
    while (!waiting.isEmpty() && waiting.getFirst().number() < next) {
      waiting.removeFirst();
    }
    var taken = new ArrayList<Metric>();
    while (taken.size() < max
        && !waiting.isEmpty()
        && waiting.getFirst().number() == next + taken.size()) {
      taken.add(waiting.removeFirst());
    }
    if (taken.isEmpty() && !waiting.isEmpty()) {
      behind = true;
    }
    return taken;
  }

  synchronized boolean behind() {
    return behind;
  }

  /// The table is read to its end; whatever is committed from now on comes through memory. Call
  /// before the read that finds nothing more.
  synchronized void caughtUp() {
    behind = false;
  }

  /// There is more in the table: it was not read to its end, or what was taken is not published.
  synchronized void readOn() {
    behind = true;
  }
}
