package dev.tradewitness.quickfixj;

import dev.tradewitness.client.Tradewitness;
import dev.tradewitness.client.event.Event;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Hands the events of FIX messages to the client. Never throws and waits for nothing: what goes
/// wrong is counted. For any number of threads.
public final class FixRecorder {

  private final Tradewitness client;
  private final FixEvents events;
  private final RecordedIds recorded = new RecordedIds();

  private final LongAdder messages = new LongAdder();
  private final LongAdder logged = new LongAdder();
  private final LongAdder repeated = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder failed = new LongAdder();

  /// Only its latest writer is of interest.
  private volatile @Nullable String lastFailure;

  /// What became of messages since the start.
  ///
  /// @param messages that were handed in
  /// @param logged events that the client took
  /// @param repeated events that the client had taken before: their messages are sent again
  /// @param dropped events that the client did not take: it is closed, or its buffer is full
  /// @param failed messages without an event because of an exception, which is a fault of this
  ///   library
  /// @param lastFailure the latest exception's class
  public record Counts(
      long messages,
      long logged,
      long repeated,
      long dropped,
      long failed,
      @Nullable String lastFailure) {}

  /// @param client stays its owner's, who closes it after the engine
  public FixRecorder(Tradewitness client, FixEvents events) {
    this.client = client;
    this.events = events;
  }

  /// Logs the events of one message.
  ///
  /// @param beginString of the session
  /// @param senderCompId who sends the message
  /// @param message with SOH between the fields
  /// @return false when an event was dropped or could not be made
  public boolean record(String beginString, String senderCompId, String message) {
    return record(beginString, senderCompId, () -> message);
  }

  boolean record(String beginString, String senderCompId, Supplier<String> message) {
    try {
      messages.increment();
      boolean all = true;
      for (Event event : events.of(beginString, senderCompId, message.get())) {
        all &= log(event);
      }
      return all;
    } catch (Throwable e) { // the engine goes on, whatever this is
      failed.increment();
      lastFailure = e.getClass().getName();
      return false;
    }
  }

  private boolean log(Event event) {
    if (recorded.has(event.id())) {
      repeated.increment();
      return true;
    }
    if (!client.log(event)) {
      dropped.increment();
      return false;
    }
    recorded.add(event.id());
    logged.increment();
    return true;
  }

  public Counts counts() {
    return new Counts(
        messages.sum(), logged.sum(), repeated.sum(), dropped.sum(), failed.sum(), lastFailure);
  }
}
