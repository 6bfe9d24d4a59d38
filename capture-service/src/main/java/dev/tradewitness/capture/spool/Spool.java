package dev.tradewitness.capture.spool;

import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.TradingEvent;
import dev.tradewitness.capture.stream.EventSigner;
import dev.tradewitness.capture.stream.StreamCommitter;
import dev.tradewitness.capture.stream.StreamEntry;
import dev.tradewitness.capture.stream.StreamOutcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes events that the database cannot take now, keeps them on the local disk, and brings them to
/// their streams in the order in which they came once the database answers. An event is kept when
/// its append says so; killed at any moment, everything kept is brought to its stream after the
/// next start, where what is there already counts as a duplicate.
///
/// What can then not come to its stream for good (another event has the id, or this version of the
/// software cannot read it) cannot be answered any more: it is written to `refused.ndjson` beside
/// the file, counted and logged, and does not hold up what follows it.
public final class Spool {

  private static final Logger log = LoggerFactory.getLogger(Spool.class);
  private static final Duration IDLE_WAIT = Duration.ofMillis(100);
  private static final Duration OUTCOME_PATIENCE = Duration.ofSeconds(60);
  private static final int GROUP_EVENTS_MAX = 1000;

  private final @Nullable Path folder;
  private final SpoolProperties properties;
  private final EventDecoder decoder;
  private final EventSigner signer;
  private final StreamCommitter committer;
  private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
  private final AtomicLong waiting = new AtomicLong();
  private final AtomicLong kept = new AtomicLong();
  private final AtomicLong drained = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private volatile @Nullable SpoolFile file;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private @Nullable Thread writer;
  private @Nullable Thread drainer;

  private record Waiting(SpooledEvent event, CompletableFuture<Boolean> kept) {}

  Spool(
      SpoolProperties properties,
      EventDecoder decoder,
      EventSigner signer,
      StreamCommitter committer) {
    this.folder = properties.folder();
    this.properties = properties;
    this.decoder = decoder;
    this.signer = signer;
    this.committer = committer;
  }

  void start() throws IOException {
    if (folder == null) {
      return;
    }
    Files.createDirectories(folder);
    SpoolFile opened = SpoolFile.open(folder.resolve("spool"));
    if (!opened.isEmpty()) {
      log.atInfo().addKeyValue("events", opened.unread()).log("spooled events found");
    }
    file = opened;
    writer = Thread.ofPlatform().name("spool-writer").start(() -> write(opened));
    drainer = Thread.ofPlatform().name("spool-drainer").start(() -> drain(opened));
  }

  /// Keeps what waits to be kept; what is kept stays for the next start.
  void stop(Duration patience) throws InterruptedException, IOException {
    stopping.countDown(); // an interrupt would close the file under an append, too
    if (drainer != null) {
      drainer.join(patience);
    }
    if (writer != null) {
      writer.join(patience);
    }
    var left = new ArrayList<Waiting>();
    queue.drainTo(left);
    complete(left, false);
    SpoolFile open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }

  /// True while events are kept or on their way: those that come now must not overtake them.
  public boolean holdsEvents() {
    SpoolFile open = file;
    return open != null && (waiting.get() > 0 || !open.isEmpty());
  }

  /// True when there is a file and room in it.
  public boolean hasRoom() {
    SpoolFile open = file;
    return open != null && open.bytes() < properties.sizeMax().toBytes();
  }

  /// Events in the file that are not in the database yet.
  public long events() {
    SpoolFile open = file;
    return open == null ? 0 : open.unread();
  }

  long bytes() {
    SpoolFile open = file;
    return open == null ? 0 : open.bytes();
  }

  long kept() {
    return kept.get();
  }

  long drained() {
    return drained.get();
  }

  long refused() {
    return refused.get();
  }

  /// True once the event is on the disk; false when it was not kept: nothing is spooled here, there
  /// is no room, or the disk does not take it.
  public CompletableFuture<Boolean> append(TradingEvent event, Reception reception) {
    if (!hasRoom() || isStopping()) {
      return CompletableFuture.completedFuture(false);
    }
    var one = new Waiting(SpooledEvent.of(event, reception), new CompletableFuture<>());
    waiting.incrementAndGet();
    queue.add(one);
    return one.kept();
  }

  private void write(SpoolFile open) {
    var group = new ArrayList<Waiting>();
    while (!isStopping() || !queue.isEmpty()) {
      try {
        Waiting first = queue.poll(IDLE_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        if (first == null) {
          continue;
        }
        group.add(first);
        queue.drainTo(group, GROUP_EVENTS_MAX - 1);
        complete(group, keep(open, group));
        group.clear();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private boolean keep(SpoolFile open, List<Waiting> group) {
    try {
      open.append(group.stream().map(one -> one.event().bytes()).toList());
      kept.addAndGet(group.size());
      return true;
    } catch (IOException | RuntimeException e) {
      log.atError().addKeyValue("events", group.size()).setCause(e).log("events not spooled");
      return false;
    }
  }

  private void complete(List<Waiting> group, boolean isKept) {
    waiting.addAndGet(-group.size());
    group.forEach(one -> one.kept().complete(isKept));
  }

  private void drain(SpoolFile open) {
    while (!isStopping()) {
      Duration wait = properties.retry();
      try {
        List<ByteBuffer> bodies =
            committer.databaseAnswers() ? open.peek(properties.drainEvents()) : List.of();
        int done = bodies.isEmpty() ? 0 : store(bodies);
        open.forget(bodies.subList(0, done));
        if (done == bodies.size()) {
          wait = bodies.isEmpty() ? IDLE_WAIT : Duration.ZERO;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (IOException | RuntimeException e) {
        if (!isStopping()) {
          log.atError().setCause(e).log("spooled events cannot be brought to the database");
        }
      }
      if (!wait.isZero() && stopsWithin(wait)) {
        return;
      }
    }
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  private boolean stopsWithin(Duration time) {
    try {
      return stopping.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  /// A record on its way from the file to its stream.
  private sealed interface Taken {

    record Submitted(SpooledEvent event, StreamEntry entry) implements Taken {}

    record Unreadable(ByteBuffer body, String why) implements Taken {}
  }

  /// How many from the first on need not be kept any longer.
  private int store(List<ByteBuffer> bodies) throws InterruptedException {
    List<Taken> records = bodies.stream().map(this::submit).toList();
    for (int i = 0; i < records.size(); i++) {
      switch (records.get(i)) {
        case Taken.Unreadable(var body, var why) -> {
          if (!refuse(body, why)) {
            return i;
          }
        }
        case Taken.Submitted(var event, var entry) -> {
          switch (outcome(entry)) {
            case StreamOutcome.Committed ignored -> drained.incrementAndGet();
            case StreamOutcome.AlreadyStored ignored -> drained.incrementAndGet();
            case StreamOutcome.IdReused ignored -> {
              if (!refuse(event, "ID_REUSED")) {
                return i;
              }
            }
            case StreamOutcome.NotTaken ignored -> {
              if (!refuse(event, "NOT_TAKEN")) {
                return i;
              }
            }
            case StreamOutcome.NotStored ignored -> {
              return i;
            }
          }
        }
      }
    }
    return records.size();
  }

  private Taken submit(ByteBuffer body) {
    SpooledEvent spooled;
    TradingEvent event;
    try {
      spooled = SpooledEvent.from(body.duplicate());
      event = spooled.event(decoder);
    } catch (RuntimeException e) {
      // Whatever went wrong goes wrong again each time.
      return new Taken.Unreadable(body, e.toString());
    }
    var entry =
        new StreamEntry(
            event, spooled.reception(), signer.mode(event.policyId()), signer.sign(event));
    committer.submit(entry);
    return new Taken.Submitted(spooled, entry);
  }

  private static StreamOutcome outcome(StreamEntry entry) throws InterruptedException {
    try {
      return entry.outcome().get(OUTCOME_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return new StreamOutcome.NotStored("no outcome in time");
    } catch (ExecutionException e) {
      throw new IllegalStateException("an outcome is always made", e.getCause());
    }
  }

  /// Whether it is written down, so that the file need not keep it.
  private boolean refuse(SpooledEvent event, String reason) {
    return refuse(
        reason,
        event.id().value().toString(),
        "{\"reason\":\"%s\",\"event_id\":\"%s\",\"received_at_micros\":%d,\"event\":%s}%n"
            .formatted(
                reason,
                event.id().value(),
                event.reception().receivedAtMicros(),
                event.text().replaceAll("[\r\n]", " ")));
  }

  private boolean refuse(ByteBuffer body, String why) {
    byte[] bytes = new byte[body.remaining()];
    body.duplicate().get(bytes);
    return refuse(
        "NOT_READABLE",
        why,
        "{\"reason\":\"NOT_READABLE\",\"spooled_base64\":\"%s\"}%n"
            .formatted(Base64.getEncoder().encodeToString(bytes)));
  }

  private boolean refuse(String reason, String what, String line) {
    Path refusals = Objects.requireNonNull(folder).resolve("refused.ndjson");
    try {
      Files.writeString(
          refusals,
          line,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND,
          StandardOpenOption.SYNC);
    } catch (IOException e) {
      log.atError().addKeyValue("file", refusals).setCause(e).log("refusals cannot be written");
      return false;
    }
    refused.incrementAndGet();
    log.atError()
        .addKeyValue("reason", reason)
        .addKeyValue("what", what)
        .addKeyValue("file", refusals)
        .log("a spooled event was refused");
    return true;
  }
}
