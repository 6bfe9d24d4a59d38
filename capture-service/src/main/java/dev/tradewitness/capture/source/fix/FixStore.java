package dev.tradewitness.capture.source.fix;

import dev.tradewitness.capture.decode.Decoded;
import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.foreign.OtherId;
import dev.tradewitness.capture.decode.foreign.SourceGapEvent;
import dev.tradewitness.capture.intake.Intake;
import dev.tradewitness.capture.intake.NotStoredException;
import dev.tradewitness.capture.intake.Receipt;
import dev.tradewitness.capture.intake.ReceptionClock;
import dev.tradewitness.capture.sources.SourcesFile.FixSession;
import dev.tradewitness.capture.stream.SourceMark;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.UuidV7;
import dev.tradewitness.fix.FixMapping;
import dev.tradewitness.fix.FixMessage;
import dev.tradewitness.fix.FixRecord;
import dev.tradewitness.fix.FixText;
import dev.tradewitness.fix.NotMapped;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stores the messages of FIX sessions, each before its session counts it as received.
final class FixStore implements FixSink {

  private static final Logger log = LoggerFactory.getLogger(FixStore.class);

  private final EventDecoder decoder;
  private final Intake intake;
  private final ReceptionClock clock;
  private final Duration hold;
  private final RandomGenerator random = new SecureRandom();

  /// Of the file that the sessions are from. Written by the door while none of another file is
  /// open.
  private volatile Hash sourcesDigest;

  private volatile boolean ending;

  /// @param hold how long a message that cannot be stored is tried
  FixStore(
      EventDecoder decoder,
      Intake intake,
      ReceptionClock clock,
      Duration hold,
      Hash sourcesDigest) {
    this.decoder = decoder;
    this.intake = intake;
    this.clock = clock;
    this.hold = hold;
    this.sourcesDigest = sourcesDigest;
  }

  void setSourcesDigest(Hash digest) {
    sourcesDigest = digest;
  }

  /// The door is opened, maybe once more.
  void begin() {
    ending = false;
  }

  @Override
  public void end() {
    ending = true;
  }

  @Override
  public void refused(String reason) {
    intake.refusedUnread("fix", "fix_" + reason);
  }

  @Override
  public void take(FixSession session, String lane, long number, String raw)
      throws InterruptedException {
    String source = source(session);
    Reception reception = clock.now(source, null, sourcesDigest);
    var position = new SourceMark.Position(source, lane, number);
    var mapping = mapping(session);
    switch (mapping.map(raw, reception.receivedAt())) {
      case FixRecord.Mapped(FixMessage message, List<JsonObject> events) ->
          storeRead(mapping, message, events, reception, position);
      case FixRecord.Whole(FixMessage message, JsonObject event, _) ->
          storeRead(mapping, message, List.of(event), reception, position);
      case FixRecord.Unread(JsonObject event, NotMapped why) ->
          storeUnread(event, why, session, reception, position);
    }
  }

  private void storeRead(
      FixMapping mapping,
      FixMessage message,
      List<JsonObject> events,
      Reception reception,
      SourceMark.Position position)
      throws InterruptedException {
    intake.received(reception.source());
    for (int i = 0; i < events.size(); i++) {
      JsonObject event = events.get(i);
      SourceMark mark = i == events.size() - 1 ? position : null;
      JsonObject other = OtherId.of(event, mapping.otherId(message, i));
      String refusal = store(List.of(event, other), reception, mark);
      if (refusal != null) {
        storeRemains(mapping, message, reception, position, refusal);
        return;
      }
    }
  }

  /// QuickFIX/J counts it, so it must not go unstored.
  private void storeUnread(
      JsonObject unread,
      NotMapped why,
      FixSession session,
      Reception reception,
      SourceMark.Position position)
      throws InterruptedException {
    log.atError()
        .addKeyValue("session", session.name())
        .addKeyValue("number", position.number())
        .addKeyValue("reason", why.detail())
        .log("a FIX message cannot be read; its length and hash are stored");
    intake.received(reception.source());
    intake.failed("not_fix");
    String again = store(List.of(unread), reception, position);
    if (again != null) {
      throw new NotStoredException(again);
    }
  }

  /// A message that can never be stored as it is must not keep its session standing; that it came
  /// is evidence, too.
  private void storeRemains(
      FixMapping mapping,
      FixMessage message,
      Reception reception,
      SourceMark.Position position,
      String refusal)
      throws InterruptedException {
    log.atError()
        .addKeyValue("session", mapping.lane())
        .addKeyValue("number", position.number())
        .addKeyValue("reason", refusal)
        .log("a FIX message cannot be stored; its length and hash are");
    intake.failed("not_storable");
    JsonObject remains = mapping.remains(message, reception.receivedAt(), refusal);
    String again = store(List.of(remains), reception, position);
    if (again != null) { // it is not about this message: the stream cannot be opened, for instance
      throw new NotStoredException(again);
    }
  }

  private static FixMapping mapping(FixSession session) {
    return new FixMapping(session.policy().stream(), session.name());
  }

  @Override
  public void gap(FixSession session, String lane, long first, long last, String raw)
      throws InterruptedException {
    String source = source(session);
    Reception reception = clock.now(source, null, sourcesDigest);
    log.atError()
        .addKeyValue("session", session.name())
        .addKeyValue("first", first)
        .addKeyValue("last", last)
        .log("the counterparty skipped messages for good");
    JsonObject event =
        SourceGapEvent.of(session.policy(), source, lane, first, last, sent(raw, reception));
    String refusal =
        store(List.of(event), reception, new SourceMark.Gap(source, lane, first, last));
    if (refusal != null) {
      throw new NotStoredException(refusal);
    }
  }

  /// When it was sent first, so that the same reset is the same event.
  private static Instant sent(String raw, Reception reception) {
    Instant sent = FixText.of(raw) instanceof FixMessage message ? message.firstSent() : null;
    return (sent == null ? reception.receivedAt() : sent).truncatedTo(ChronoUnit.MILLIS);
  }

  private static String source(FixSession session) {
    return "fix:" + session.targetCompId();
  }

  /// Stores an event under the first of its ids that somebody else's event does not have; under one
  /// that nobody can know when all are taken.
  ///
  /// @param forms the event under each of its ids
  /// @return null when it is durable, else why it can never be
  /// @throws NotStoredException when it is not durable in time
  private @Nullable String store(
      List<JsonObject> forms, Reception reception, @Nullable SourceMark mark)
      throws InterruptedException {
    long until = System.nanoTime() + hold.toNanos();
    var left = new ArrayDeque<>(forms);
    JsonObject next = left.removeFirst();
    while (true) {
      Decoded decoded = decoder.decode(CanonicalJson.asReceived(next), reception);
      switch (intake
          .beginRepeatableRun()
          .submit(decoded, reception, mark)
          .await(intake.deadline())) {
        case Receipt.Accepted ignored -> {
          return null;
        }
        case Receipt.Duplicate ignored -> {
          return null;
        }
        case Receipt.IdReused(var first) -> {
          if (first.reception().source().equals(reception.source())) {
            return null; // sent again, with another SendingTime
          }
          log.atWarn()
              .addKeyValue("eventId", first.id().value())
              .log("an event that is not from this session has the message's id; it gets another");
          intake.failed("id_taken");
          next = left.isEmpty() ? OtherId.of(next, freshId(reception)) : left.removeFirst();
        }
        case Receipt.Refused(var violations) -> {
          return violations.getFirst().code();
        }
        case Receipt.Overloaded ignored -> again(until, "no room or no time");
        case Receipt.Unavailable(String reason, _) -> again(until, reason);
        case Receipt.Spooled ignored -> throw new IllegalStateException("FIX does not spool");
      }
    }
  }

  private UUID freshId(Reception reception) {
    return UuidV7.of(reception.receivedAt().toEpochMilli(), random.nextLong(), random.nextLong());
  }

  private void again(long until, String reason) throws InterruptedException {
    if (ending || System.nanoTime() - until >= 0) {
      throw new NotStoredException(reason);
    }
    Thread.sleep(intake.retryAfter());
  }
}
