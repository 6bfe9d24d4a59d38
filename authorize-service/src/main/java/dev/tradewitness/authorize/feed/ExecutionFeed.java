package dev.tradewitness.authorize.feed;

import dev.tradewitness.authorize.feed.ExecutionReader.Reading;
import dev.tradewitness.authorize.lifecycle.ExecutionReports.Submitted;
import dev.tradewitness.authorize.lifecycle.ReportAnswer;
import dev.tradewitness.authorize.lifecycle.ReportSubmission;
import dev.tradewitness.kit.kafka.DeadLetters;
import dev.tradewitness.kit.kafka.PollLetters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.BatchAcknowledgingMessageListener;
import org.springframework.kafka.support.Acknowledgment;

/// Takes executions from Kafka. The offset moves only past messages whose effect is in the journal,
/// or that are dead letters; everything else is read again, and recognized if it did count.
final class ExecutionFeed implements BatchAcknowledgingMessageListener<byte[], byte[]> {

  private static final Logger log = LoggerFactory.getLogger(ExecutionFeed.class);
  private static final Duration TRY_AGAIN = Duration.ofSeconds(1);
  private static final Duration DEAD_LETTER_PATIENCE = Duration.ofSeconds(30);

  private final Door orders;
  private final DeadLetters deadLetters;

  ExecutionFeed(Door orders, DeadLetters deadLetters) {
    this.orders = orders;
    this.deadLetters = deadLetters;
  }

  /// Where reports are taken.
  @FunctionalInterface
  interface Door {
    Submitted submit(ReportSubmission report) throws InterruptedException;
  }

  /// A message on its way.
  private sealed interface InFlight {
    record Reported(Submitted report) implements InFlight {}

    record Dead(String reason) implements InFlight {}

    /// It did not get under way.
    record Stuck(RuntimeException why) implements InFlight {}
  }

  @Override
  public void onMessage(
      List<ConsumerRecord<byte[], byte[]>> messages, @Nullable Acknowledgment acknowledgment) {
    Objects.requireNonNull(acknowledgment, "the container acknowledges by hand");
    int done = 0;
    // By message, in order: sent when it is known which of them are read again.
    var letters = new TreeMap<Integer, String>();
    try {
      var inFlight = new ArrayList<InFlight>(messages.size());
      for (ConsumerRecord<byte[], byte[]> message : messages) {
        inFlight.add(underWay(message));
      }
      while (done < messages.size() && isDone(done, inFlight.get(done), letters)) {
        done++;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // Whatever it is: a message that is neither counted nor a dead letter is never passed over.
      log.atWarn().setCause(e).log("execution not taken; the message is read again");
    }
    done = deliver(messages, letters, done);
    if (done == messages.size()) {
      acknowledgment.acknowledge();
    } else {
      acknowledgment.nack(done, TRY_AGAIN);
    }
  }

  /// A message that cannot be sent on holds up the offset, not the messages behind it.
  private InFlight underWay(ConsumerRecord<byte[], byte[]> message) throws InterruptedException {
    try {
      return send(message);
    } catch (RuntimeException e) {
      return new InFlight.Stuck(e);
    }
  }

  private InFlight send(ConsumerRecord<byte[], byte[]> message) throws InterruptedException {
    String place = message.topic() + "/" + message.partition() + "/" + message.offset();
    return switch (ExecutionReader.read(message.value(), place)) {
      case Reading.Understood(var report) -> new InFlight.Reported(orders.submit(report));
      case Reading.Refused(String reason) -> new InFlight.Dead(reason);
    };
  }

  /// False when the message has to be read again.
  private static boolean isDone(int message, InFlight sent, Map<Integer, String> letters)
      throws InterruptedException {
    return switch (sent) {
      case InFlight.Stuck(RuntimeException why) -> throw why;
      case InFlight.Dead(String reason) -> {
        letters.put(message, reason);
        yield true;
      }
      case InFlight.Reported(Submitted report) ->
          switch (report.get()) {
            case ReportAnswer.Applied a -> true;
            case ReportAnswer.Duplicate d -> true;
            case ReportAnswer.AlreadyClosed c -> true;
            case ReportAnswer.Conflict c -> dead(message, "EXEC_ID_REUSED", letters);
            case ReportAnswer.UnknownExecution u -> dead(message, "UNKNOWN_EXECUTION", letters);
            case ReportAnswer.ExecutionCancelled c -> dead(message, "EXECUTION_CANCELLED", letters);
            case ReportAnswer.SymbolMismatch s -> dead(message, "SYMBOL_MISMATCH", letters);
            case ReportAnswer.SideMismatch s -> dead(message, "SIDE_MISMATCH", letters);
            // A decision comes before its order leaves, so it is here first: nothing to wait for.
            case ReportAnswer.UnknownOrder u -> dead(message, "UNKNOWN_ORDER", letters);
            case ReportAnswer.AmbiguousOrder a -> dead(message, "AMBIGUOUS_ORDER", letters);
            case ReportAnswer.TooManyExecutions t -> dead(message, "TOO_MANY_EXECUTIONS", letters);
            case ReportAnswer.Unavailable u -> false;
          };
    };
  }

  private static boolean dead(int message, String reason, Map<Integer, String> letters) {
    letters.put(message, reason);
    return true;
  }

  /// Gives how many messages are done: none behind a letter that Kafka did not take.
  private int deliver(
      List<ConsumerRecord<byte[], byte[]>> messages, SortedMap<Integer, String> letters, int done) {
    PollLetters poll = deadLetters.poll(messages);
    letters.forEach((message, reason) -> poll.add(messages.get(message), reason, null));
    try {
      poll.deliver(DEAD_LETTER_PATIENCE);
      return done;
    } catch (RuntimeException e) {
      log.atWarn().setCause(e).log("dead letters not sent; their messages are read again");
      return letters.firstKey();
    }
  }
}
