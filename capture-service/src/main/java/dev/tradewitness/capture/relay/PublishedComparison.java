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

  /// Written by the thread that compares, and by [#forget].
  private volatile Standing standing = new Standing(State.WAITING, 0, "not compared yet");

  /// Counts the databases that took the place of another one.
  private final AtomicInteger generation = new AtomicInteger();

  /// Of the database that was compared, as [PublishedTable#life] names it.
  private volatile String life = "";

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

  /// The database was started again and holds all that it held.
  void trust(String newLife) {
    life = newLife;
  }

  @Override
  public void forget() {
    generation.incrementAndGet();
    standing = new Standing(State.WAITING, 0, "the database went back to an older state");
  }

  @Override
  public boolean compare() {
    if (isCompared() || standing.state() == State.CONTRADICTED) {
      return isCompared();
    }
    long before = standing.putBack();
    String compared = table.life();
    PublishedRun run = runs.get();
    try {
      Map<Integer, Long> ends = read(run);
      life = compared;
      standing = conclude(run, ends, before + run.putBack());
    } catch (KafkaException e) {
      standing =
          new Standing(State.KAFKA_AWAY, before + run.putBack(), "vcp.events cannot be read");
      log.atDebug().setCause(e).log("published events cannot be read");
    } finally {
      strange.increment((double) run.strange());
      putBack.increment((double) run.putBack());
    }
    return isCompared();
  }

  private Map<Integer, Long> read(PublishedRun run) {
    Map<Integer, Long> positions = table.positions();
    boolean isUpgraded = positions.isEmpty() && table.hasRelayed();
    Map<Integer, Long> ends =
        tail.read(
            (partition, beginning, end) ->
                isUpgraded
                    ? Math.max(beginning, end - properties.tailMessages())
                    : positions.getOrDefault(partition, beginning),
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

  private static Standing compared(PublishedRun run, long putBack) {
    if (putBack == 0) {
      log.atInfo().addKeyValue("messages", run.read()).log("published events compared");
      return new Standing(State.COMPARED, 0, null);
    }
    String detail =
        "the database was older than vcp.events: %d events were put back from there"
            .formatted(putBack);
    log.atError().addKeyValue("events", putBack).log(detail);
    return new Standing(State.COMPARED, putBack, detail);
  }
}
