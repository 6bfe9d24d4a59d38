package dev.tradewitness.capture.relay;

import dev.tradewitness.common.wire.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// Writes down how far `vcp.events` holds only what is in the database, and notices that the
/// database was replaced by an older one while the process runs.
final class PublishedOffsets {

  private final PublishedTable table;
  private final RelayTable heads;
  private final RelayLeases leases;
  private final PublishedComparison comparison;
  private final Runnable wentBack;

  /// Of the newest confirmed message of each partition. Written by the producer's thread.
  private final AtomicReferenceArray<Sent> newest =
      new AtomicReferenceArray<>(
          Collections.nCopies(Topics.PARTITIONS, Sent.NOTHING).toArray(Sent[]::new));

  /// As last written; relay thread only.
  private final long[] stored = new long[Topics.PARTITIONS];

  /// Of the database that the streams in memory belong to; relay thread only.
  private int generation;

  /// @param wentBack called when the database is an older one
  PublishedOffsets(
      PublishedTable table,
      RelayTable heads,
      RelayLeases leases,
      PublishedComparison comparison,
      Runnable wentBack) {
    this.table = table;
    this.heads = heads;
    this.leases = leases;
    this.comparison = comparison;
    this.wentBack = wentBack;
  }

  /// @param epoch of the lease under which it was sent
  /// @param next the offset behind it
  private record Sent(long epoch, long next) {
    static final Sent NOTHING = new Sent(-1, 0);
  }

  /// Called by the producer's thread, in the order of the offsets of a partition.
  ///
  /// @param epoch of the lease under which the message was sent
  void sent(int partition, long epoch, long offset) {
    newest.setRelease(partition, new Sent(epoch, offset + 1));
  }

  /// Which database answers.
  enum Database {
    /// The one from which the streams were sent.
    SAME,
    /// Not known yet: nothing may be written down.
    NOT_COMPARED,
    /// An older one: its streams may have other numbers, and others may be behind.
    REPLACED
  }

  /// Whether nothing may be sent: another database took the place of the one that was compared.
  boolean isHeld() {
    return generation > 0 && !comparison.isCompared();
  }

  /// Writes the offsets down, if the database is still the one from which the events were sent.
  ///
  /// @param streams that are sent, all of them
  /// @param isIdle whether Kafka has answered all that was sent
  Database store(Collection<RelayedStream> streams, boolean isIdle) {
    if (generation != comparison.generation()) {
      generation = comparison.generation();
      return Database.REPLACED;
    }
    if (!comparison.isCompared()) {
      if (isIdle) {
        comparison.drained(generation);
      }
      return Database.NOT_COMPARED;
    }
    Map<Integer, Long> epochs = leases.epochs();
    var offsets = new ArrayList<PublishedTable.Offset>();
    for (int partition = 0; partition < stored.length; partition++) {
      Sent sent = newest.getAcquire(partition);
      if (sent.next != stored[partition] && epochs.containsKey(partition)) {
        offsets.add(new PublishedTable.Offset(partition, sent.epoch, sent.next));
      }
    }
    if (offsets.isEmpty()) {
      return Database.SAME;
    }
    if (!table.published(offsets, leases.instance(), comparison.life())) {
      return recognize(streams);
    }
    offsets.forEach(offset -> stored[offset.partition()] = offset.next());
    return Database.SAME;
  }

  /// A database that was started again is trusted when it has all that was sent from it.
  private Database recognize(Collection<RelayedStream> streams) {
    String life = table.life();
    var partitions = new HashSet<Integer>();
    streams.forEach(stream -> partitions.add(stream.partition));
    var found = new HashMap<String, RelayTable.Head>();
    heads.heads(partitions).forEach(head -> found.put(head.policyId(), head));
    for (RelayedStream stream : streams) {
      RelayTable.Head head = found.get(stream.policyId);
      if (head == null || head.streamId() != stream.streamId || head.head() < stream.confirmed()) {
        wentBack.run();
        return Database.NOT_COMPARED;
      }
    }
    comparison.trust(life);
    return Database.SAME;
  }
}
