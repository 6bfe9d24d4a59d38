package dev.tradewitness.capture.source.redis;

import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.foreign.OtherId;
import dev.tradewitness.capture.decode.foreign.SourceGapEvent;
import dev.tradewitness.capture.decode.redis.EntryId;
import dev.tradewitness.capture.decode.redis.RedisEntry;
import dev.tradewitness.capture.intake.Intake;
import dev.tradewitness.capture.intake.NotStoredException;
import dev.tradewitness.capture.intake.Receipt;
import dev.tradewitness.capture.intake.ReceptionClock;
import dev.tradewitness.capture.source.redis.RedisEvents.Made;
import dev.tradewitness.capture.sources.SourcesFile.RedisStream;
import dev.tradewitness.capture.stream.SourceLease;
import dev.tradewitness.capture.stream.SourceMark;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.UuidV7;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stores the entries of one stream. Whatever it returns from is durable.
final class RedisStore {

  private static final Logger log = LoggerFactory.getLogger(RedisStore.class);

  /// Longer than a commit takes: a gap that is stored late and found again could be two.
  private static final Duration GAP_PATIENCE = Duration.ofMinutes(1);

  private final RedisStream stream;
  private final RedisEvents events;
  private final Intake intake;
  private final ReceptionClock clock;
  private final SourceLease lease;
  private final RandomGenerator random = new SecureRandom();
  private volatile Hash sourcesDigest;

  /// @param lease of the stream, whose reader calls this
  /// @param sourcesDigest of the sources file that names the stream
  RedisStore(
      RedisStream stream,
      EventDecoder decoder,
      Intake intake,
      ReceptionClock clock,
      SourceLease lease,
      Hash sourcesDigest) {
    this.stream = stream;
    this.events = new RedisEvents(decoder, stream);
    this.intake = intake;
    this.clock = clock;
    this.lease = lease;
    this.sourcesDigest = sourcesDigest;
  }

  /// Another file names the stream in the same way.
  void setSourcesDigest(Hash digest) {
    sourcesDigest = digest;
  }

  /// An entry on its way.
  private record UnderWay(
      RedisEntry entry,
      Reception reception,
      Made made,
      SourceMark.@Nullable Position mark,
      Intake.Pending pending) {}

  /// Stores entries in their order.
  ///
  /// @param lane of the place that each of them is; null for entries that were read before
  /// @param first the first one's number
  /// @throws NotStoredException when some are not durable; those that are stay so
  void store(List<RedisEntry> entries, @Nullable String lane, long first)
      throws InterruptedException {
    var underWay = new ArrayList<UnderWay>(entries.size());
    Intake.Run run = intake.beginRepeatableRun(lease.tenure());
    long number = first;
    for (RedisEntry entry : entries) {
      var mark =
          lane == null
              ? null
              : new SourceMark.Position(stream.source(), lane, number++, entry.id().toString());
      Reception reception = clock.now(stream.source(), entry.traceparent(), sourcesDigest);
      Made made = events.of(entry, reception);
      var one =
          new UnderWay(entry, reception, made, mark, run.submit(made.decoded(), reception, mark));
      underWay.add(one);
      if (one.pending.isTurnedAway()) {
        break; // those behind it must not overtake it
      }
    }
    String trouble = null;
    for (UnderWay one : underWay) {
      Receipt receipt = one.pending.await(intake.deadline());
      String found = trouble == null ? settled(one, receipt) : null;
      trouble = trouble == null ? found : trouble;
    }
    if (trouble != null) {
      throw new NotStoredException(trouble);
    }
    entries.forEach(_ -> intake.received(stream.source()));
  }

  /// Why an entry has to come again, or null.
  private @Nullable String settled(UnderWay one, Receipt receipt) throws InterruptedException {
    Made next = one.made;
    Receipt now = receipt;
    boolean remains = false;
    boolean other = false;
    while (true) {
      switch (now) {
        case Receipt.Accepted ignored -> {
          return null;
        }
        case Receipt.Duplicate ignored -> {
          return null;
        }
        case Receipt.IdReused(var stored) -> {
          if (stored.reception().source().equals(one.reception.source())) {
            return null; // read before, under another mapping: the first event stays
          }
          log.atWarn()
              .addKeyValue("eventId", stored.id().value())
              .log("an event that is not from this stream has the entry's id; it gets another");
          intake.failed("id_taken");
          next = events.made(otherId(next.event(), one.reception, other), one.reception);
          other = true;
        }
        case Receipt.Refused(var violations) -> {
          if (remains) { // it is not about this entry: the stream cannot be opened, for instance
            return violations.getFirst().code();
          }
          intake.failed("not_storable");
          next = events.remains(one.entry, one.reception, violations.getFirst().code());
          remains = true;
        }
        case Receipt.Overloaded ignored -> {
          return "no room or no time";
        }
        case Receipt.Unavailable(String reason, _) -> {
          return reason;
        }
        case Receipt.Spooled ignored -> throw new IllegalStateException("Redis does not spool");
      }
      now =
          intake
              .beginRepeatableRun(lease.tenure())
              .submit(next.decoded(), one.reception, one.mark)
              .await(intake.deadline());
    }
  }

  /// One that follows from the event, or one that nobody can know when that is taken, too.
  private JsonObject otherId(JsonObject event, Reception reception, boolean again) {
    return again
        ? OtherId.of(
            event,
            UuidV7.of(reception.receivedAt().toEpochMilli(), random.nextLong(), random.nextLong()))
        : OtherId.of(event);
  }

  /// Stores that entries can no longer be read.
  ///
  /// @param before the last entry that is read before the gap: the same whenever the gap is found
  /// @throws NotStoredException when it is not durable
  void gap(String lane, StreamPlace.Missing missing, EntryId before) throws InterruptedException {
    log.atError()
        .addKeyValue("stream", stream.name())
        .addKeyValue("first", missing.first())
        .addKeyValue("last", missing.last())
        .log("entries were trimmed or deleted before they were read");
    Reception reception = clock.now(stream.source(), null, sourcesDigest);
    var mark = new SourceMark.Gap(stream.source(), lane, missing.first(), missing.last());
    JsonObject event =
        SourceGapEvent.of(
            stream.policy(), stream.source(), lane, missing.first(), missing.last(), before.time());
    Receipt receipt =
        intake
            .beginRepeatableRun(lease.tenure())
            .submit(events.made(event, reception).decoded(), reception, mark)
            .await(GAP_PATIENCE);
    switch (receipt) {
      case Receipt.Accepted ignored -> {}
      case Receipt.Duplicate ignored -> {}
      case Receipt.IdReused ignored -> {} // found before, under other settings
      case Receipt.Refused(var violations) ->
          throw new NotStoredException(violations.getFirst().code());
      case Receipt.Overloaded ignored -> throw new NotStoredException("no room or no time");
      case Receipt.Unavailable(String reason, _) -> throw new NotStoredException(reason);
      case Receipt.Spooled ignored -> throw new IllegalStateException("Redis does not spool");
    }
  }
}
