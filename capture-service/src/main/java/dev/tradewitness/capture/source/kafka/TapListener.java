package dev.tradewitness.capture.source.kafka;

import dev.tradewitness.capture.decode.Decoded;
import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.foreign.MessageRefusedException;
import dev.tradewitness.capture.intake.Intake;
import dev.tradewitness.capture.intake.NotStoredException;
import dev.tradewitness.capture.intake.Receipt;
import dev.tradewitness.capture.intake.ReceptionClock;
import dev.tradewitness.capture.sources.Sources;
import dev.tradewitness.capture.stream.SourceMark;
import dev.tradewitness.common.wire.TraceParent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.BatchConsumerAwareMessageListener;
import org.springframework.kafka.listener.ConsumerSeekAware;

/// Taps the topics of trading systems. Returns, so that offsets are committed, only when every
/// message of the poll is durable here or a dead letter; else all of them come again, which their
/// ids make harmless. Dead letters are sent last, once the poll's fate is known, and once each.
final class TapListener
    implements BatchConsumerAwareMessageListener<byte[], byte[]>, ConsumerSeekAware {

  private static final Logger log = LoggerFactory.getLogger(TapListener.class);

  private final EventDecoder decoder;
  private final Sources sources;
  private final long bytesMax;
  private final Intake intake;
  private final ReceptionClock clock;
  private final TapLanes lanes;
  private final LetterBox letters;

  /// @param bytesMax a longer message becomes a dead letter
  TapListener(
      EventDecoder decoder,
      Sources sources,
      long bytesMax,
      Intake intake,
      ReceptionClock clock,
      TapLanes lanes,
      LetterBox letters) {
    this.decoder = decoder;
    this.sources = sources;
    this.bytesMax = bytesMax;
    this.intake = intake;
    this.clock = clock;
    this.lanes = lanes;
    this.letters = letters;
  }

  /// A message that is on its way to the database.
  private record UnderWay(ConsumerRecord<byte[], byte[]> message, Intake.Pending pending) {}

  @Override
  public void onMessage(
      List<ConsumerRecord<byte[], byte[]>> messages, @Nullable Consumer<?, ?> consumer) {
    try {
      // One state of the sources for the whole poll.
      take(
          messages,
          Objects.requireNonNull(consumer),
          new TapReader(decoder, sources.current(), bytesMax));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotStoredException("interrupted");
    }
  }

  void take(
      List<ConsumerRecord<byte[], byte[]>> messages, Consumer<?, ?> consumer, TapReader reader)
      throws InterruptedException {
    for (ConsumerRecord<byte[], byte[]> message : messages) {
      if (!reader.taps(message.topic())) {
        throw new NotStoredException(message.topic() + " is not tapped any more");
      }
    }
    report(gaps(messages, consumer), reader);
    var refused = new ArrayList<LetterBox.Letter>();
    List<ConsumerRecord<byte[], byte[]>> displaced = store(messages, reader, reader::read, refused);
    for (ConsumerRecord<byte[], byte[]> message : displaced) {
      log.atWarn()
          .addKeyValue("topic", message.topic())
          .addKeyValue("partition", message.partition())
          .addKeyValue("offset", message.offset())
          .log("an event that is not from this topic has the message's id; it gets another");
    }
    for (var message : store(displaced, reader, reader::readUnderOtherId, refused)) {
      refused.add(idReused(message));
    }
    letters.send(messages, refused);
    lanes.handled(messages);
    for (ConsumerRecord<byte[], byte[]> message : messages) {
      intake.received(source(message));
    }
    refused.forEach(this::count);
  }

  @Override
  public void onPartitionsAssigned(
      Map<TopicPartition, Long> assigned, ConsumerSeekCallback callback) {
    lanes.forget(assigned.keySet());
  }

  /// A gap, and the first message behind it.
  private record FoundGap(SourceMark.Gap gap, ConsumerRecord<byte[], byte[]> behind) {}

  /// What Kafka deleted before it was read. Between two messages of one poll nothing is missing:
  /// the broker reads them from its log one behind the other.
  private List<FoundGap> gaps(
      List<ConsumerRecord<byte[], byte[]>> messages, Consumer<?, ?> consumer) {
    var seen = new HashSet<TopicPartition>();
    var found = new ArrayList<FoundGap>();
    for (ConsumerRecord<byte[], byte[]> message : messages) {
      if (seen.add(new TopicPartition(message.topic(), message.partition()))) {
        SourceMark.Gap gap = lanes.gap(message, consumer);
        if (gap != null) {
          found.add(new FoundGap(gap, message));
        }
      }
    }
    return found;
  }

  /// Stores what is missing, before what lies behind it.
  private void report(List<FoundGap> gaps, TapReader reader) throws InterruptedException {
    Intake.Run run = intake.beginRepeatableRun();
    for (FoundGap found : gaps) {
      log.atError()
          .addKeyValue("source", found.gap.source())
          .addKeyValue("lane", found.gap.lane())
          .addKeyValue("first", found.gap.first())
          .addKeyValue("last", found.gap.last())
          .log("messages can no longer be read from the topic");
      Reception reception = clock.now(found.gap.source(), null, reader.sourcesDigest());
      Decoded event = reader.gap(found.gap, found.behind, reception);
      switch (run.submit(event, reception, found.gap).await(intake.deadline())) {
        case Receipt.Accepted ignored -> {}
        case Receipt.Duplicate ignored -> {}
        case Receipt.IdReused ignored -> {} // found before, under other settings
        case Receipt.Refused(var violations) ->
            log.atError()
                .addKeyValue("reason", violations.getFirst().code())
                .log("a gap is not stored");
        case Receipt.Overloaded ignored -> throw new NotStoredException("no room or no time");
        case Receipt.Unavailable(String reason, _) -> throw new NotStoredException(reason);
        case Receipt.Spooled ignored -> throw new IllegalStateException("the tap does not spool");
      }
    }
  }

  private static String source(ConsumerRecord<byte[], byte[]> message) {
    return TapLanes.source(message.topic());
  }

  private static @Nullable String traceparent(ConsumerRecord<byte[], byte[]> message) {
    Header header = message.headers().lastHeader(TraceParent.HEADER);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.US_ASCII);
  }

  private interface Reading {
    Decoded.Understood read(ConsumerRecord<byte[], byte[]> message, Reception reception)
        throws MessageRefusedException;
  }

  /// Stores messages in their order, or finds out why not.
  ///
  /// @param refused gets those that can never be stored
  /// @return those whose id somebody else's event has
  /// @throws NotStoredException when they have to come again
  private List<ConsumerRecord<byte[], byte[]>> store(
      List<ConsumerRecord<byte[], byte[]>> messages,
      TapReader reader,
      Reading reading,
      List<LetterBox.Letter> refused)
      throws InterruptedException {
    var underWay = new ArrayList<UnderWay>(messages.size());
    Intake.Run run = intake.beginRepeatableRun();
    for (ConsumerRecord<byte[], byte[]> message : messages) {
      Reception reception =
          clock.now(source(message), traceparent(message), reader.sourcesDigest());
      try {
        Intake.Pending pending =
            run.submit(reading.read(message, reception), reception, lanes.position(message));
        underWay.add(new UnderWay(message, pending));
        if (pending.isTurnedAway()) {
          break; // those behind it must not overtake it
        }
      } catch (MessageRefusedException e) {
        refused.add(new LetterBox.Letter(message, e.reason(), e));
      }
    }
    var displaced = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    String trouble = null;
    for (UnderWay one : underWay) {
      String found = trouble(one, reader, displaced, refused);
      trouble = trouble == null ? found : trouble;
    }
    if (trouble != null) {
      throw new NotStoredException(trouble);
    }
    return displaced;
  }

  /// Why a message has to come again, or null.
  private @Nullable String trouble(
      UnderWay one,
      TapReader reader,
      List<ConsumerRecord<byte[], byte[]>> displaced,
      List<LetterBox.Letter> refused)
      throws InterruptedException {
    return switch (one.pending.await(intake.deadline())) {
      case Receipt.Accepted ignored -> null;
      case Receipt.Duplicate ignored -> null;
      case Receipt.IdReused(var first) -> {
        if (!first.reception().source().equals(source(one.message))) {
          displaced.add(one.message);
        } else if (!reader.isOf(one.message, first.document())) {
          refused.add(idReused(one.message));
        }
        yield null;
      }
      case Receipt.Refused(var violations) -> {
        String reason = violations.getFirst().code();
        refused.add(
            new LetterBox.Letter(
                one.message, reason, new MessageRefusedException(reason, "not an event")));
        yield null;
      }
      case Receipt.Overloaded ignored -> "no room or no time";
      case Receipt.Unavailable(String reason, _) -> reason;
      case Receipt.Spooled ignored -> throw new IllegalStateException("the tap does not spool");
    };
  }

  private static LetterBox.Letter idReused(ConsumerRecord<byte[], byte[]> message) {
    return new LetterBox.Letter(
        message,
        "ID_REUSED",
        new MessageRefusedException("ID_REUSED", "another event of this topic has the id"));
  }

  private void count(LetterBox.Letter letter) {
    ConsumerRecord<byte[], byte[]> message = letter.message();
    intake.failed("dead_letter");
    log.atWarn()
        .addKeyValue("topic", message.topic())
        .addKeyValue("partition", message.partition())
        .addKeyValue("offset", message.offset())
        .addKeyValue("reason", letter.reason())
        .setCause(letter.cause())
        .log("message refused");
  }
}
