package dev.tradewitness.authorize.feed;

import dev.tradewitness.authorize.feed.ExecutionReader.Reading;
import dev.tradewitness.authorize.lifecycle.ExecutionReports.Submitted;
import dev.tradewitness.authorize.lifecycle.ReportAnswer;
import dev.tradewitness.authorize.lifecycle.ReportSubmission;
import dev.tradewitness.kit.kafka.DeadLetters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
  private static final long DEAD_LETTER_SECONDS = 30;

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

    record Dead(CompletableFuture<?> letter) implements InFlight {}

    /// It did not get under way.
    record Stuck(RuntimeException why) implements InFlight {}
  }

  @Override
  public void onMessage(
      List<ConsumerRecord<byte[], byte[]>> messages, @Nullable Acknowledgment acknowledgment) {
    Objects.requireNonNull(acknowledgment, "the container acknowledges by hand");
    int done = 0;
    try {
      var inFlight = new ArrayList<InFlight>(messages.size());
      for (ConsumerRecord<byte[], byte[]> message : messages) {
        inFlight.add(underWay(message));
      }
      while (done < messages.size() && isDone(messages.get(done), inFlight.get(done))) {
        done++;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      // Whatever it is: a message that is neither counted nor a dead letter is never passed over.
      log.atWarn().setCause(e).log("execution not taken; the message is read again");
    }
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
      case Reading.Refused(String reason) -> dead(message, reason);
    };
  }

  /// False when the message has to be read again.
  private boolean isDone(ConsumerRecord<byte[], byte[]> message, InFlight sent)
      throws InterruptedException, ExecutionException, TimeoutException {
    return switch (sent) {
      case InFlight.Stuck(RuntimeException why) -> throw why;
      case InFlight.Dead(var letter) -> {
        letter.get(DEAD_LETTER_SECONDS, TimeUnit.SECONDS);
        yield true;
      }
      case InFlight.Reported(Submitted report) ->
          switch (report.get()) {
            case ReportAnswer.Applied a -> true;
            case ReportAnswer.Duplicate d -> true;
            case ReportAnswer.AlreadyClosed c -> true;
            case ReportAnswer.Conflict c -> isDone(message, dead(message, "EXEC_ID_REUSED"));
            case ReportAnswer.SymbolMismatch s -> isDone(message, dead(message, "SYMBOL_MISMATCH"));
            case ReportAnswer.SideMismatch s -> isDone(message, dead(message, "SIDE_MISMATCH"));
            // A decision comes before its order leaves, so it is here first: nothing to wait for.
            case ReportAnswer.UnknownOrder u -> isDone(message, dead(message, "UNKNOWN_ORDER"));
            case ReportAnswer.AmbiguousOrder a -> isDone(message, dead(message, "AMBIGUOUS_ORDER"));
            case ReportAnswer.TooManyExecutions t ->
                isDone(message, dead(message, "TOO_MANY_EXECUTIONS"));
            case ReportAnswer.Unavailable u -> false;
          };
    };
  }

  private InFlight dead(ConsumerRecord<byte[], byte[]> message, String reason) {
    return new InFlight.Dead(deadLetters.send(message, reason, null));
  }
}
