package dev.tradewitness.capture.source.redis;

import dev.tradewitness.capture.decode.redis.EntryId;
import dev.tradewitness.capture.decode.redis.RedisEntry;
import dev.tradewitness.capture.intake.NotStoredException;
import dev.tradewitness.capture.sources.SourcesFile.RedisStream;
import dev.tradewitness.capture.stream.SourceLease;
import dev.tradewitness.capture.stream.SourceReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/// Reads one stream in its order, from where the database says that it is stored, until it is
/// stopped. One instance at a time does; an entry is acknowledged once it is stored.
///
/// Every look begins at the place that is stored, wherever the group in Redis stands; whatever
/// fails, that place is read anew. What comes again changes nothing.
final class RedisReader implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(RedisReader.class);

  private static final Duration WAIT = Duration.ofSeconds(1);

  private final RedisStream stream;
  private final Supplier<RedisLink> links;
  private final RedisStore store;
  private final SourceReader stored;
  private final SourceLease lease;
  private final RedisMeters meters;
  private final RedisStanding standing;
  private final RedisProperties properties;
  private final Portion portion;

  private volatile boolean stopped;
  private @Nullable String trouble;
  private long claimedAt;

  RedisReader(
      RedisStream stream,
      Supplier<RedisLink> links,
      RedisStore store,
      SourceReader stored,
      SourceLease lease,
      RedisMeters meters,
      RedisStanding standing,
      RedisProperties properties) {
    this.stream = stream;
    this.links = links;
    this.store = store;
    this.stored = stored;
    this.lease = lease;
    this.meters = meters;
    this.standing = standing;
    this.properties = properties;
    this.portion = new Portion(properties.batch(), properties.batchSize().toBytes());
  }

  boolean isStopped() {
    return stopped;
  }

  void stop() {
    stopped = true;
  }

  @Override
  public void run() {
    try {
      while (!stopped) {
        standing.beginsAnew();
        try (RedisLink link = links.get()) {
          standing.connected();
          readWhilePossible(link);
        } catch (RuntimeException e) {
          // Of Redis, of the database, of an answer that nobody foresaw: reading has to go on.
          away(e);
          Thread.sleep(properties.retry());
        }
      }
      release();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      meters.reading(false);
      standing.readable(); // or no longer named
    }
  }

  private void readWhilePossible(RedisLink link) throws InterruptedException {
    while (!stopped) {
      if (!lease.take()) {
        meters.reading(false);
        readable();
        Thread.sleep(WAIT); // another instance reads
        continue;
      }
      if (link.join()) {
        read(link, storedPlace());
      } else {
        readable(); // nobody has added anything yet
        Thread.sleep(WAIT);
      }
    }
  }

  private @Nullable StreamPlace storedPlace() {
    return stored
        .place(stream.source(), lanes())
        .map(found -> new StreamPlace(found.lane(), found.number(), EntryId.parse(found.cursor())))
        .orElse(null);
  }

  private void read(RedisLink link, @Nullable StreamPlace from) throws InterruptedException {
    StreamPlace place = from;
    claimedAt = System.nanoTime() - properties.claimAfter().toNanos();
    while (!stopped && lease.keep()) {
      if (System.nanoTime() - claimedAt >= properties.claimAfter().toNanos()) {
        storeWhatWasLeft(link, place);
        claimedAt = System.nanoTime();
        continue;
      }
      int asked = portion.next();
      RedisLook look = link.look(place, asked);
      standing.read();
      if (place == null) {
        place = StreamPlace.before(look, newLane());
      }
      switch (place.find(look, asked)) {
        case StreamPlace.Finding.Anew ignored -> {
          log.atWarn()
              .addKeyValue("stream", stream.name())
              .addKeyValue("lane", place.lane())
              .log("the stream is another one, or an older state of it; all of it is read");
          place = null;
        }
        case StreamPlace.Finding.Next next -> {
          store(place, look, next);
          if (!lease.keep()) {
            return; // it is stored, and another one's to acknowledge
          }
          link.acknowledge(look.entries());
          place = place.past(look, next);
          portion.was(look.entries());
          meters.reading(true);
          meters.behind(look.added() - place.number());
          if (look.entries().isEmpty()) {
            link.awaitMore(look.last(), WAIT);
          }
          readable(); // every command was let through
        }
      }
    }
  }

  private void store(StreamPlace place, RedisLook look, StreamPlace.Finding.Next next)
      throws InterruptedException {
    List<RedisEntry> entries = look.entries();
    if (next.before() != null) {
      store.gap(place.lane(), next.before(), beforeGap(place, look));
    }
    store.store(entries, place.lane(), next.first());
    if (next.after() != null) {
      store.gap(
          place.lane(),
          next.after(),
          entries.isEmpty() ? beforeGap(place, look) : entries.getLast().id());
    }
  }

  /// The entry that a gap follows; where none was ever read, the last that was added.
  private static EntryId beforeGap(StreamPlace place, RedisLook look) {
    return place.cursor().equals(EntryId.ZERO) ? look.last() : place.cursor();
  }

  /// What an instance was given that died before it acknowledged it. All that lies behind the
  /// stored place comes by itself.
  private void storeWhatWasLeft(RedisLink link, @Nullable StreamPlace place)
      throws InterruptedException {
    EntryId next = EntryId.ZERO;
    do {
      RedisLink.Left left = link.claim(properties.claimAfter(), next, portion.next());
      List<RedisEntry> before =
          left.entries().stream()
              .filter(entry -> place != null && !entry.id().isAfter(place.cursor()))
              .toList();
      store.store(before, null, 0);
      if (!lease.keep()) {
        return;
      }
      link.acknowledge(before);
      portion.was(left.entries());
      next = left.next();
    } while (!next.equals(EntryId.ZERO) && !stopped && lease.keep());
  }

  /// How the names of this stream's lanes begin: a key on another server is another stream.
  private String lanes() {
    return "%s:%d/%s@".formatted(stream.host(), stream.port(), stream.stream());
  }

  private String newLane() {
    return lanes() + Instant.now();
  }

  private void release() {
    try {
      lease.release();
    } catch (DataAccessException e) {
      log.atDebug().setCause(e).log("the lease runs out by itself");
    }
  }

  private void readable() {
    standing.readable();
    if (trouble != null) {
      log.atInfo().addKeyValue("stream", stream.name()).log("the stream is read again");
      trouble = null;
    }
  }

  /// Says it once, not at every try.
  private void away(RuntimeException e) {
    meters.reading(false);
    lease.doubt();
    portion.reset();
    if (!stopped) {
      standing.failed(e);
    }
    String now =
        e instanceof NotStoredException ? String.valueOf(e.getMessage()) : e.getClass().getName();
    if (!now.equals(trouble) && !stopped) {
      trouble = now;
      log.atWarn()
          .addKeyValue("stream", stream.name())
          .setCause(e)
          .log("the stream cannot be read or stored; it is tried again");
    }
  }
}
