package dev.tradewitness.capture.source.fix;

import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import quickfix.Message;
import quickfix.MessageQueue;

/// Messages that came before those with lower numbers, kept until these are there; QuickFIX/J
/// empties it when the session is disconnected. It keeps the lowest numbers that its bound has room
/// for: the others are asked for again when their turn comes, since their numbers are not counted.
/// Filled by the session's thread; a timer or the stop may empty it meanwhile.
final class AheadMessages implements MessageQueue {

  private final int messagesMax;
  private final long charsMax;
  private final long stallNanosMax;
  private final LongSupplier nanoClock;
  private final TreeMap<Integer, Message> messages = new TreeMap<>();
  private long chars;

  /// The number that QuickFIX/J asked for last: the one that is expected.
  private int turn;

  /// Since when a message waits for that number, if one does.
  private @Nullable Long waitsSince;

  private boolean stalled;

  AheadMessages(int messagesMax, long charsMax, long stallNanosMax, LongSupplier nanoClock) {
    this.messagesMax = messagesMax;
    this.charsMax = charsMax;
    this.stallNanosMax = stallNanosMax;
    this.nanoClock = nanoClock;
  }

  @Override
  public synchronized void enqueue(int sequence, Message message) {
    if (waitsSince == null) {
      waitsSince = nanoClock.getAsLong();
    } else if (nanoClock.getAsLong() - waitsSince > stallNanosMax) {
      stalled = true;
    }
    remove(sequence);
    messages.put(sequence, message);
    chars += length(message);
    while (messages.size() > messagesMax || chars > charsMax) {
      chars -= length(messages.pollLastEntry().getValue());
    }
  }

  /// QuickFIX/J calls this with the expected number behind each message.
  @Override
  public synchronized @Nullable Message dequeue(int sequence) {
    if (sequence != turn) {
      turn = sequence;
      waitsSince = messages.isEmpty() ? null : nanoClock.getAsLong();
      stalled = false;
    }
    return remove(sequence);
  }

  private @Nullable Message remove(int sequence) {
    Message message = messages.remove(sequence);
    if (message != null) {
      chars -= length(message);
    }
    return message;
  }

  /// Numbers may jump by billions, which the interface's own way would count through.
  @Override
  public synchronized void dequeueMessagesUpTo(int sequence) {
    while (!messages.isEmpty() && messages.firstKey() < sequence) {
      remove(messages.firstKey());
    }
  }

  @Override
  public synchronized void clear() {
    messages.clear();
    chars = 0;
    turn = 0;
    waitsSince = null;
    stalled = false;
  }

  /// The messages with these numbers, the lowest first.
  synchronized NavigableMap<Integer, Message> between(int first, long last) {
    return first > last
        ? new TreeMap<>()
        : new TreeMap<>(messages.subMap(first, true, (int) last, true));
  }

  /// The highest number; 0 when there is none.
  synchronized int last() {
    return messages.isEmpty() ? 0 : messages.lastKey();
  }

  /// Whether messages still came while the expected number had not moved for too long.
  synchronized boolean isStalled() {
    return stalled;
  }

  private static int length(Message message) {
    String raw = message.toRawString();
    return raw == null ? 0 : raw.length();
  }
}
