package dev.tradewitness.capture.source.fix;

import java.util.NavigableMap;
import java.util.TreeMap;
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
  private final TreeMap<Integer, Message> messages = new TreeMap<>();
  private long chars;

  AheadMessages(int messagesMax, long charsMax) {
    this.messagesMax = messagesMax;
    this.charsMax = charsMax;
  }

  @Override
  public synchronized void enqueue(int sequence, Message message) {
    remove(sequence);
    messages.put(sequence, message);
    chars += length(message);
    while (messages.size() > messagesMax || chars > charsMax) {
      chars -= length(messages.pollLastEntry().getValue());
    }
  }

  @Override
  public synchronized @Nullable Message dequeue(int sequence) {
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

  private static int length(Message message) {
    String raw = message.toRawString();
    return raw == null ? 0 : raw.length();
  }
}
