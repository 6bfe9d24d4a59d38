package dev.tradewitness.capture.source.fix;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import quickfix.MessageQueue;
import quickfix.MessageQueueFactory;
import quickfix.SessionID;

/// What waits in each session for lower numbers.
final class AheadQueues implements MessageQueueFactory {

  /// Of each session, while lower numbers are asked for again.
  private static final int MESSAGES_MAX = 1_000;

  private static final long CHARS_MAX = 256 * 1024;

  /// About what these take in memory: beside its text a message has an object for each field.
  static final long BYTES_MAX = 8 * CHARS_MAX;

  private final Duration stallMax;
  private final ConcurrentMap<SessionID, AheadMessages> queues = new ConcurrentHashMap<>();

  /// @param stallMax how long messages may wait without any progress
  AheadQueues(Duration stallMax) {
    this.stallMax = stallMax;
  }

  AheadMessages of(SessionID id) {
    return queues.computeIfAbsent(
        id, _ -> new AheadMessages(MESSAGES_MAX, CHARS_MAX, stallMax.toNanos(), System::nanoTime));
  }

  @Override
  public MessageQueue create(SessionID id) {
    return of(id);
  }
}
