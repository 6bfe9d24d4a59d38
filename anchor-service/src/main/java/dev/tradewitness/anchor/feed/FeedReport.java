package dev.tradewitness.anchor.feed;

import dev.tradewitness.anchor.feed.PartitionStore.Claim;
import dev.tradewitness.anchor.log.Arrival;
import dev.tradewitness.common.event.PolicyId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts what the feed and the repair do, and logs what somebody should know.
final class FeedReport {

  private static final Logger log = LoggerFactory.getLogger(FeedReport.class);

  private final MeterRegistry meters;
  private final Counter appended;
  private final Counter repeats;
  private final Counter withheld;
  private final Counter passedOver;
  private final Counter unconfirmed;

  FeedReport(MeterRegistry meters) {
    this.meters = meters;
    this.appended = meters.counter("tradewitness.anchor.leaves", "from", "kafka");
    this.repeats = meters.counter("tradewitness.anchor.leaves.repeated");
    this.withheld = meters.counter("tradewitness.anchor.leaves.withheld");
    this.passedOver = meters.counter("tradewitness.anchor.feed.passed.over");
    this.unconfirmed = meters.counter("tradewitness.anchor.feed.unconfirmed");
    // Present from the start, so that a rule on them has something to look at.
    meters.counter("tradewitness.anchor.gaps");
    meters.counter("tradewitness.anchor.conflicts");
    meters.counter("tradewitness.anchor.repairs");
  }

  void claimed(Claim claim) {
    log.atInfo()
        .addKeyValue("partition", claim.partition())
        .addKeyValue("epoch", claim.epoch())
        .addKeyValue("nextOffset", claim.nextOffset())
        .log("partition claimed");
  }

  void unclaimed(int partition, RuntimeException e) {
    log.atWarn()
        .addKeyValue("partition", partition)
        .addKeyValue("cause", e.getMessage())
        .log("partition not claimed yet: the database does not answer");
  }

  void notAssigned(int partition, RuntimeException e) {
    log.atWarn()
        .addKeyValue("partition", partition)
        .addKeyValue("cause", e.toString())
        .log("partition not claimed: Kafka does not confirm that it is assigned here");
  }

  void notKeptUp(RuntimeException e) {
    log.atWarn().addKeyValue("cause", e.toString()).log("partitions not claimed yet, tried again");
  }

  /// Messages of partitions that this process does not hold, or that come again: whoever holds the
  /// partition reads them.
  void passedOver(int messages) {
    passedOver.increment(messages);
  }

  void fenced(int partition) {
    meters.counter("tradewitness.anchor.feed.fenced").increment();
    log.atWarn()
        .addKeyValue("partition", partition)
        .log("another instance took the partition over: nothing of this poll was stored");
  }

  void malformed(PolicyId policyId, String reason) {
    meters.counter("tradewitness.anchor.feed.malformed").increment();
    log.atError()
        .addKeyValue("policyId", policyId)
        .addKeyValue("reason", reason)
        .log("unreadable message: log stopped until the range has come from capture");
  }

  void stray(int partition, long offset, String reason) {
    meters.counter("tradewitness.anchor.feed.stray").increment();
    log.atError()
        .addKeyValue("partition", partition)
        .addKeyValue("offset", offset)
        .addKeyValue("reason", reason)
        .log("message of no stream: dead-lettered");
  }

  void misplaced(EventMessage.Misplaced message, int partition, long offset) {
    meters.counter("tradewitness.anchor.feed.stray").increment();
    log.atError()
        .addKeyValue("policyId", message.policyId())
        .addKeyValue("partition", partition)
        .addKeyValue("offset", offset)
        .addKeyValue("rightPartition", message.rightPartition())
        .log("message in another partition than its stream's: dead-lettered");
  }

  void arrived(Arrival arrival) {
    switch (arrival) {
      case Arrival.Appended done -> {
        appended.increment(done.appended());
        repeats.increment(done.repeats());
      }
      case Arrival.Gap gap -> {
        appended.increment(gap.appended());
        repeats.increment(gap.repeats());
        meters.counter("tradewitness.anchor.gaps").increment();
        log.atWarn()
            .addKeyValue("policyId", gap.head().policyId())
            .addKeyValue("firstMissing", gap.firstMissing())
            .addKeyValue("highestSeen", gap.highestSeen())
            .log("gap: log stands still until it is repaired");
      }
      case Arrival.Unconfirmed next -> {
        appended.increment(next.appended());
        repeats.increment(next.repeats());
        unconfirmed.increment();
        log.atDebug()
            .addKeyValue("policyId", next.head().policyId())
            .addKeyValue("firstUnconfirmed", next.firstUnconfirmed())
            .log("capture has to confirm a leaf");
      }
      case Arrival.Conflict conflict -> {
        meters.counter("tradewitness.anchor.conflicts").increment();
        log.atError()
            .addKeyValue("policyId", conflict.head().policyId())
            .addKeyValue("sequence", conflict.received().sequence())
            .addKeyValue("received", conflict.received().eventHash())
            .addKeyValue("stored", conflict.stored())
            .log("two contents for one sequence: log stopped");
      }
      case Arrival.Withheld held -> withheld.increment(held.withheld());
    }
  }

  void repaired(PolicyId policyId, long from, long to) {
    meters.counter("tradewitness.anchor.repairs").increment();
    meters.counter("tradewitness.anchor.leaves", "from", "capture").increment((double) (to - from));
    log.atInfo()
        .addKeyValue("policyId", policyId)
        .addKeyValue("from", from)
        .addKeyValue("to", to)
        .log("range repaired from capture");
  }

  void lostTail(PolicyId policyId, long size, long captured) {
    meters.counter("tradewitness.anchor.gaps").increment();
    log.atWarn()
        .addKeyValue("policyId", policyId)
        .addKeyValue("size", size)
        .addKeyValue("captured", captured)
        .log("capture has events that Kafka did not bring");
  }

  void ahead(PolicyId policyId, long size, long captured) {
    meters.counter("tradewitness.anchor.ahead").increment();
    log.atError()
        .addKeyValue("policyId", policyId)
        .addKeyValue("size", size)
        .addKeyValue("captured", captured)
        .log("the log holds more than capture knows: capture's store is older; log stopped");
  }

  /// Leaves that came from Kafka without a seal that holds, and now from capture.
  void confirmed(long from, long to) {
    meters.counter("tradewitness.anchor.leaves", "from", "capture").increment((double) (to - from));
  }

  void contradicted(PolicyId policyId, long sequence, int leaves) {
    meters.counter("tradewitness.anchor.conflicts").increment();
    log.atError()
        .addKeyValue("policyId", policyId)
        .addKeyValue("sequence", sequence)
        .addKeyValue("leaves", leaves)
        .log("capture has other events than the log that ran ahead of it: log stopped");
  }

  void caughtUp(PolicyId policyId, long size) {
    log.atInfo()
        .addKeyValue("policyId", policyId)
        .addKeyValue("size", size)
        .log("capture has caught up with the same events: the log goes on");
  }

  void resolved(PolicyId policyId, long sequence) {
    log.atInfo()
        .addKeyValue("policyId", policyId)
        .addKeyValue("sequence", sequence)
        .log("capture confirms what the log holds: the message was wrong, the log goes on");
  }
}
