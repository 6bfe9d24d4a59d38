package dev.tradewitness.capture.relay;

import java.util.concurrent.atomic.AtomicInteger;

/// How far one stream is sent. Owned by the relay thread, but for what Kafka's callbacks report.
final class RelayedStream {

  final int streamId;
  final String policyId;
  final int partition;
  final long epoch;

  /// The next sequence to send; relay thread only.
  long next;

  /// The next sequence that will be committed, as far as known. Written by the relay thread.
  volatile long head;

  /// What was last written down; relay thread only.
  long stored;

  /// All below are confirmed by Kafka. Written by the producer's thread, in order of sending.
  private volatile long confirmed;

  /// Sent and not yet answered, either way.
  private final AtomicInteger inFlight = new AtomicInteger();

  /// Set by the producer's thread when an event could not be sent; cleared by the relay thread.
  private volatile boolean failed;

  RelayedStream(RelayTable.Head head, long epoch) {
    this.streamId = head.streamId();
    this.policyId = head.policyId();
    this.partition = head.partition();
    this.epoch = epoch;
    this.head = head.head();
    // A position beyond the head: the database was put back to an older state.
    this.next = Math.min(head.relayed(), head.head());
    this.confirmed = next;
    this.stored = next;
  }

  boolean behind() {
    return next < head;
  }

  long confirmed() {
    return confirmed;
  }

  /// @param headInTable as last looked up
  long unconfirmed(long headInTable) {
    return Math.max(0, Math.max(head, headInTable) - confirmed);
  }

  boolean failed() {
    return failed;
  }

  void sent() {
    inFlight.incrementAndGet();
    next++;
  }

  /// After a failure nothing counts as confirmed until the stream starts again from the last
  /// confirmed event.
  void answered(long sequence, boolean success) {
    if (!success) {
      failed = true;
    } else if (!failed && sequence + 1 > confirmed) {
      confirmed = sequence + 1;
    }
    inFlight.decrementAndGet();
  }

  /// Back to the last confirmed event, once Kafka has answered for all that was sent.
  boolean restart() {
    if (inFlight.get() > 0) {
      return false;
    }
    next = confirmed;
    failed = false;
    return true;
  }
}
