package dev.tradewitness.capture.source.fix;

import dev.tradewitness.capture.decode.Decoded;
import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.fix.FixMapping;
import dev.tradewitness.capture.decode.fix.FixMessage;
import dev.tradewitness.capture.decode.foreign.MessageRefusedException;
import dev.tradewitness.capture.decode.foreign.OtherId;
import dev.tradewitness.capture.decode.foreign.SourceGapEvent;
import dev.tradewitness.capture.intake.Intake;
import dev.tradewitness.capture.intake.Receipt;
import dev.tradewitness.capture.intake.ReceptionClock;
import dev.tradewitness.capture.sources.SourcesFile.FixSession;
import dev.tradewitness.capture.stream.SourceMark;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonObject;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stores the messages of FIX sessions, each before its session counts it as received.
final class FixStore {

  private static final Logger log = LoggerFactory.getLogger(FixStore.class);

  private final EventDecoder decoder;
  private final Intake intake;
  private final ReceptionClock clock;
  private final Duration hold;

  /// @param hold how long a message that cannot be stored is tried
  FixStore(EventDecoder decoder, Intake intake, ReceptionClock clock, Duration hold) {
    this.decoder = decoder;
    this.intake = intake;
    this.clock = clock;
    this.hold = hold;
  }

  /// Returns when the message is durable.
  ///
  /// @param lane the session and when its numbers began
  /// @throws NotStoredException when it is not: it has to come again
  void take(FixSession session, String lane, long number, String raw) throws InterruptedException {
    String source = source(session);
    Reception reception = clock.now(source, null);
    var position = new SourceMark.Position(source, lane, number);
    FixMessage message;
    List<JsonObject> events;
    try {
      message = FixMessage.parse(raw);
      events = events(message, session, reception);
    } catch (MessageRefusedException e) {
      // QuickFIX/J has parsed it before.
      log.atError().addKeyValue("session", session.name()).setCause(e).log("no FIX message");
      intake.refusedUnread(source, "not_fix");
      return;
    }
    intake.received(source);
    for (int i = 0; i < events.size(); i++) {
      store(events.get(i), reception, i == events.size() - 1 ? position : null);
    }
  }

  private static List<JsonObject> events(
      FixMessage message, FixSession session, Reception reception) {
    String name = session.name();
    try {
      return FixMapping.events(message, name, session.policy(), reception.receivedAt());
    } catch (MessageRefusedException e) {
      return List.of(FixMapping.whole(message, name, session.policy(), reception.receivedAt(), e));
    }
  }

  /// Stores that the counterparty skipped numbers for good.
  ///
  /// @throws NotStoredException when it is not durable
  void gap(FixSession session, String lane, long first, long last) throws InterruptedException {
    String source = source(session);
    Reception reception = clock.now(source, null);
    log.atError()
        .addKeyValue("session", session.name())
        .addKeyValue("first", first)
        .addKeyValue("last", last)
        .log("the counterparty skipped messages for good");
    store(
        SourceGapEvent.of(session.policy(), source, lane, first, last, reception.receivedAt()),
        reception,
        new SourceMark.Gap(source, lane, first, last));
  }

  private static String source(FixSession session) {
    return "fix:" + session.targetCompId();
  }

  private void store(JsonObject event, Reception reception, @Nullable SourceMark mark)
      throws InterruptedException {
    long until = System.nanoTime() + hold.toNanos();
    JsonObject next = event;
    boolean underOtherId = false;
    while (true) {
      Decoded decoded = decoder.decode(CanonicalJson.asReceived(next), reception);
      Receipt receipt =
          intake.beginRepeatableRun().submit(decoded, reception, mark).await(intake.deadline());
      switch (receipt) {
        case Receipt.Accepted ignored -> {
          return;
        }
        case Receipt.Duplicate ignored -> {
          return;
        }
        case Receipt.IdReused(var first) -> {
          if (first.reception().source().equals(reception.source()) || underOtherId) {
            return; // sent again, with another SendingTime
          }
          log.atWarn()
              .addKeyValue("eventId", first.id().value())
              .log("an event that is not from this session has the message's id; it gets another");
          next = OtherId.of(event);
          underOtherId = true;
        }
        case Receipt.Refused(var violations) -> {
          // Whatever is wrong is wrong again at every sending, and the session would stand for
          // good.
          log.atError()
              .addKeyValue("source", reception.source())
              .addKeyValue("reason", violations.getFirst().code())
              .addKeyValue("message", event)
              .log("a FIX message cannot be stored");
          intake.failed("not_storable");
          return;
        }
        case Receipt.Overloaded ignored -> again(until, "no room or no time");
        case Receipt.Unavailable(String reason, _) -> again(until, reason);
        case Receipt.Spooled ignored -> throw new IllegalStateException("FIX does not spool");
      }
    }
  }

  private void again(long until, String reason) throws InterruptedException {
    if (System.nanoTime() - until >= 0) {
      throw new NotStoredException(reason);
    }
    Thread.sleep(intake.retryAfter());
  }
}
