package dev.tradewitness.capture.source.kafka;

import dev.tradewitness.capture.decode.Decoded;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.tap.MessageRefusedException;
import dev.tradewitness.capture.intake.Intake;
import dev.tradewitness.capture.intake.Receipt;
import dev.tradewitness.capture.intake.ReceptionClock;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.common.wire.TraceParent;
import dev.tradewitness.kit.kafka.DeadLetters;
import dev.tradewitness.kit.kafka.PollLetters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.annotation.KafkaListener;

/// Taps the topics of trading systems. Returns, so that offsets are committed, only when every
/// message of the poll is durable here or a dead letter; else all of them come again, which their
/// ids make harmless.
class TapListener {

  private static final Logger log = LoggerFactory.getLogger(TapListener.class);
  private static final Duration DEAD_LETTER_PATIENCE = Duration.ofSeconds(30);

  private final TapReader reader;
  private final Intake intake;
  private final ReceptionClock clock;
  private final DeadLetters deadLetters;

  TapListener(TapReader reader, Intake intake, ReceptionClock clock, DeadLetters deadLetters) {
    this.reader = reader;
    this.intake = intake;
    this.clock = clock;
    this.deadLetters = deadLetters;
  }

  /// A message that is on its way to the database.
  private record UnderWay(ConsumerRecord<byte[], byte[]> message, Intake.Pending pending) {}

  @KafkaListener(
      id = "tap",
      idIsGroup = false,
      topics = {Topics.ORDERS, Topics.EXECUTIONS, Topics.ERRORS, Topics.AUTHORIZE_DECISIONS},
      containerFactory = "tapContainers")
  void take(List<ConsumerRecord<byte[], byte[]>> messages) throws InterruptedException {
    var underWay = new ArrayList<UnderWay>(messages.size());
    PollLetters letters = deadLetters.poll(messages);
    for (ConsumerRecord<byte[], byte[]> message : messages) {
      Reception reception = clock.now("kafka:" + message.topic(), traceparent(message));
      Decoded.Understood event;
      try {
        event = reader.read(message, reception);
      } catch (MessageRefusedException e) {
        refuse(message, e, letters);
        continue;
      }
      Intake.Pending pending = intake.submit(event, reception);
      underWay.add(new UnderWay(message, pending));
      if (pending.turnedAway()) {
        break; // those behind it must not overtake it
      }
    }
    String trouble = null;
    for (UnderWay one : underWay) {
      String found = trouble(one, letters);
      trouble = trouble == null ? found : trouble;
    }
    if (trouble != null) {
      throw new NotStoredException(trouble);
    }
    try {
      letters.deliver(DEAD_LETTER_PATIENCE);
    } catch (KafkaException e) {
      throw new NotStoredException("a dead letter was not taken: " + e);
    }
  }

  private static @Nullable String traceparent(ConsumerRecord<byte[], byte[]> message) {
    Header header = message.headers().lastHeader(TraceParent.HEADER);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.US_ASCII);
  }

  /// Why a message has to come again, or null.
  private @Nullable String trouble(UnderWay one, PollLetters letters) throws InterruptedException {
    return switch (one.pending.await(intake.deadline())) {
      case Receipt.Accepted ignored -> null;
      case Receipt.Duplicate ignored -> null;
      case Receipt.IdReused(var first) -> {
        refuse(
            one.message,
            new MessageRefusedException(
                "ID_REUSED", "another event has the id " + first.id().value()),
            letters);
        yield null;
      }
      case Receipt.Refused(var violations) -> {
        refuse(
            one.message,
            new MessageRefusedException(violations.getFirst().code(), "not an event"),
            letters);
        yield null;
      }
      case Receipt.Overloaded ignored -> "no room or no time";
      case Receipt.Unavailable(String reason, _, _) -> reason;
      case Receipt.Spooled ignored -> throw new IllegalStateException("the tap does not spool");
    };
  }

  private void refuse(
      ConsumerRecord<byte[], byte[]> message, MessageRefusedException e, PollLetters letters) {
    intake.refusedUnread("kafka:" + message.topic(), "dead_letter");
    log.atWarn()
        .addKeyValue("topic", message.topic())
        .addKeyValue("partition", message.partition())
        .addKeyValue("offset", message.offset())
        .addKeyValue("reason", e.reason())
        .setCause(e.getCause())
        .log("message refused");
    letters.add(message, e.reason(), e);
  }
}
