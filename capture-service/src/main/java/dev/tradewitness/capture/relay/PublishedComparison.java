package dev.tradewitness.capture.relay;

import dev.tradewitness.capture.stream.PublishedEvents;
import dev.tradewitness.kit.kafka.TopicTail;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Compares the database with the tail of `vcp.events` before anything is numbered. Events that the
/// database has forgotten are put back when their signature holds. Otherwise nothing is numbered
/// until a person decides: a number that was given out must not name a second event.
final class PublishedComparison implements PublishedEvents {

  private static final Logger log = LoggerFactory.getLogger(PublishedComparison.class);

  private final TopicTail tail;
  private final PublishedTable table;
  private final Supplier<PublishedRun> runs;
  private final PublishedProperties properties;
  private final Counter putBack;
  private final Counter strange;

  /// Written under this lock, by the thread that compares and by [#forget].
  private volatile Standing standing = new Standing(State.WAITING, 0, "not compared yet");

  /// Counts the databases that took the place of another one.
  private final AtomicInteger generation = new AtomicInteger();

  /// Of the database that was compared, as [PublishedTable#life] names it.
  private volatile String life = "";

  /// The generation for which nothing is on its way to Kafka that another database has sent.
  private volatile int drained;

  /// By this process, also in attempts that failed later; thread that compares only.
  private long putBackInAll;

  /// When it was found that the database was older; monotonic.
  private volatile long alertedNanos;

  PublishedComparison(
      TopicTail tail,
      PublishedTable table,
      Supplier<PublishedRun> runs,
      PublishedProperties properties,
      MeterRegistry meters) {
    this.tail = tail;
    this.table = table;
    this.runs = runs;
    this.properties = properties;
    this.putBack = meters.counter("tradewitness.capture.published.put.back");
    this.strange = meters.counter("tradewitness.capture.published.strange");
    meters.gauge(
        "tradewitness.capture.published.contradicted",
        this,
        comparison -> comparison.standing.state() == State.CONTRADICTED ? 1 : 0);
  }

  @Override
  public Standing standing() {
    return standing;
  }

  boolean isCompared() {
    return standing.state() == State.COMPARED;
  }

  int generation() {
    return generation.get();
  }

  String life() {
    return life;
  }

  /// Nothing is on its way to Kafka, and nothing is sent before the comparison.
  void drained(int known) {
    drained = known;
  }

  /// The database was started again and holds all that it held.
  void trust(String newLife) {
    life = newLife;
  }

  @Override
  public boolean isAlerting() {
    return standing.state() == State.COMPARED
        && standing.detail() != null
        && System.nanoTime() - alertedNanos < properties.alert().toNanos();
  }

  @Override
  public synchronized void forget() {
    generation.incrementAndGet();
    standing =
        new Standing(State.WAITING, standing.putBack(), "the database went back to an older state");
  }

  @Override
  public boolean compare() {
    if (isCompared() || standing.state() == State.CONTRADICTED) {
      return isCompared();
    }
    int current = generation.get();
    if (current != drained) {
      return false; // what is on its way to Kafka would arrive behind the comparison
    }
    String compared = table.life();
    PublishedRun run = runs.get();
    try {
      Map<Integer, Long> ends = read(run);
      settle(current, compared, conclude(run, ends, putBackInAll + run.putBack()));
    } catch (KafkaException e) {
      settle(current, compared, unread(e, putBackInAll + run.putBack()));
    } finally {
      putBackInAll += run.putBack();
      strange.increment((double) run.strange());
      putBack.increment((double) run.putBack());
    }
    return isCompared();
  }

  private Standing unread(KafkaException e, long putBackInAll) {
    String detail = "vcp.events cannot be read: " + e.getMessage();
    if (!detail.equals(standing.detail())) {
      log.atWarn().setCause(e).log("nothing is numbered: vcp.events cannot be read");
    }
    return new Standing(State.KAFKA_AWAY, putBackInAll, detail);
  }

  /// Says nothing of a database that took the place of the one that was compared.
  private synchronized void settle(int current, String compared, Standing found) {
    if (current == generation.get()) {
      life = compared;
      standing = found;
    }
  }

  private Map<Integer, Long> read(PublishedRun run) {
    Map<Integer, Long> positions = table.positions();
    boolean isUpgraded = positions.isEmpty() && table.hasRelayed();
    Map<Integer, Long> ends =
        tail.read(
            (partition, beginning, end) ->
                isUpgraded
                    ? Math.max(beginning, end - properties.tailMessages())
                    : run.from(partition, positions.getOrDefault(partition, 0L), beginning, end),
            message -> run.take(PublishedEvent.of(message)));
    run.flush();
    return ends;
  }

  private Standing conclude(PublishedRun run, Map<Integer, Long> ends, long putBackInAll) {
    Contradictions found = run.contradictions();
    if (found.isEmpty()) {
      table.compared(ends);
      return compared(run, putBackInAll);
    }
    if (found.code().equals(properties.giveUp())) {
      table.givenUp(ends, found.code(), found.detail());
      log.atError().addKeyValue("detail", found.detail()).log("published events are given up");
      return compared(run, putBackInAll);
    }
    log.atError()
        .addKeyValue("detail", found.detail())
        .log("published events are not in the database: nothing is numbered");
    return new Standing(State.CONTRADICTED, putBackInAll, found.detail());
  }

  private Standing compared(PublishedRun run, long putBack) {
    boolean wentBack = generation.get() > 0;
    if (putBack == 0 && !wentBack) {
      log.atInfo()
          .addKeyValue("messages", run.read())
          .addKeyValue("millis", run.millis())
          .log("published events compared");
      return new Standing(State.COMPARED, 0, null);
    }
    String detail =
        "the database was older than vcp.events: %d events were put back from there"
                .formatted(putBack)
            + (wentBack ? "; what was acknowledged and not yet published is lost" : "");
    log.atError().addKeyValue("events", putBack).log(detail);
    alertedNanos = System.nanoTime();
    return new Standing(State.COMPARED, putBack, detail);
  }
}
