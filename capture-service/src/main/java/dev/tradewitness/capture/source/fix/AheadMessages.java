package dev.tradewitness.capture.source.fix;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import quickfix.Message;
import quickfix.MessageQueue;

/// Messages that came before those with lower numbers, kept until these are there; QuickFIX/J
/// empties it when the session is disconnected. It keeps the lowest numbers that its bound has room
/// for: the others are asked for again when their turn comes, since their numbers are not counted.
/// For the session's thread.
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
  public void enqueue(int sequence, Message message) {
    dequeue(sequence);
    messages.put(sequence, message);
    chars += length(message);
    while (messages.size() > messagesMax || chars > charsMax) {
      chars -= length(messages.pollLastEntry().getValue());
    }
  }

  @Override
  public @Nullable Message dequeue(int sequence) {
    Message message = messages.remove(sequence);
    if (message != null) {
      chars -= length(message);
    }
    return message;
  }

  /// Numbers may jump by billions, which the interface's own way would count through.
  @Override
  public void dequeueMessagesUpTo(int sequence) {
    while (!messages.isEmpty() && messages.firstKey() < sequence) {
      dequeue(messages.firstKey());
    }
  }

  @Override
  public void clear() {
    messages.clear();
    chars = 0;
  }

  private static int length(Message message) {
    String raw = message.toRawString();
    return raw == null ? 0 : raw.length();
  }
}
