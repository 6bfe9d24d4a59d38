package dev.tradewitness.vpin.vitals;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// How far each partition is read that Kafka assigns to this process, and how far behind that is.
///
/// A partition counts as long as Kafka assigns it, also while it cannot be read: lag grows while
/// the service stands still. Every method may be called by any thread.
///
/// How old a message is when it comes is a matter of its time and this machine's clock. From then
/// on it ages by the monotonic clock, whatever the other one is set to.
public final class Progress {

  /// What this process does with a partition that Kafka assigns to it.
  public enum Standing {
    /// Claimed and read.
    OWNED,
    /// Not claimed yet, or not any more after a failure; claimed as soon as that works.
    WAITING,
    /// Claimed by another process; its owner reads it.
    FENCED
  }

  /// A partition that Kafka assigns to this process.
  ///
  /// @param ownerEpoch null until the first claim
  /// @param position first offset that is not committed; null until known
  /// @param lag messages that are not committed; null until known
  /// @param lagSeconds age of the oldest message that is not committed, 0 when there is none; null
  ///   until known
  /// @param unpublished committed metrics that Kafka has not acknowledged
  public record PartitionProgress(
      int partition,
      Standing standing,
      @Nullable Long ownerEpoch,
      @Nullable Long position,
      @Nullable Long lag,
      @Nullable Double lagSeconds,
      int pairs,
      long unpublished) {}

  private static final double NANOS_PER_SECOND = 1e9;

  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final Map<Integer, Entry> entries = new ConcurrentHashMap<>();

  /// Whether Kafka ever said what is assigned to this process.
  private volatile boolean known;

  /// @param nanoTime monotonic
  public Progress(InstantSource clock, LongSupplier nanoTime) {
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /// Guarded by itself.
  private static final class Entry {
    private Standing standing = Standing.WAITING;
    private @Nullable Long ownerEpoch;
    private @Nullable Long position;
    private @Nullable Long end;
    private int pairs;
    private long nextMetric;
    private @Nullable Long published;

    /// Of the oldest message that is not committed, by the monotonic clock; null while there is
    /// none.
    private @Nullable Long behindSince;

    private @Nullable Long lag() {
      return position == null || end == null ? null : Math.max(0, end - position);
    }

    private @Nullable Double lagSeconds(long nanos) {
      Long lag = lag();
      if (lag == null || lag == 0) {
        return lag == null ? null : 0.0;
      }
      return behindSince == null ? null : Math.max(0, nanos - behindSince) / NANOS_PER_SECOND;
    }
  }

  /// Kafka assigns these from now on, beside those that it assigned before.
  public void assigned(Collection<Integer> partitions) {
    partitions.forEach(partition -> entries.put(partition, new Entry()));
    known = true;
  }

  /// Kafka no longer does.
  public void revoked(int partition) {
    entries.remove(partition);
  }

  /// This process owns the partition.
  ///
  /// @param end offset after the topic's last message
  public void claimed(int partition, long ownerEpoch, long position, long end) {
    Entry entry = entries.computeIfAbsent(partition, key -> new Entry());
    synchronized (entry) {
      entry.standing = Standing.OWNED;
      entry.ownerEpoch = ownerEpoch;
      entry.position = position;
      ends(entry, end);
    }
  }

  /// What is stored of an owned partition.
  public void stored(int partition, int pairs, long nextMetric) {
    with(
        partition,
        entry -> {
          entry.pairs = pairs;
          entry.nextMetric = nextMetric;
        });
  }

  /// This process does not read the partition any more, though Kafka assigns it.
  public void stands(int partition, Standing standing) {
    with(
        partition,
        entry -> {
          entry.standing = standing;
          entry.pairs = 0;
        });
  }

  /// Messages were fetched and are not committed yet.
  ///
  /// @param oldest Unix milliseconds of the first of them
  /// @param end offset after the topic's last message
  public void fetched(int partition, long oldest, long end) {
    with(
        partition,
        entry -> {
          entry.end = end;
          entry.behindSince = nanosOf(oldest);
        });
  }

  /// Everything below `position` is committed.
  ///
  /// @param newest Unix milliseconds of the last message below it: the one behind it is no older
  public void committed(int partition, long position, long newest) {
    with(
        partition,
        entry -> {
          entry.position = position;
          entry.behindSince = entry.end != null && entry.end > position ? nanosOf(newest) : null;
        });
  }

  /// The stored position of a partition that this process does not own.
  public void elsewhere(int partition, long position) {
    with(
        partition,
        entry -> {
          if (entry.standing != Standing.OWNED) {
            boolean moved = entry.position == null || position != entry.position;
            entry.position = position;
            ends(entry, entry.end, moved);
          }
        });
  }

  /// The topic's end as it is now.
  public void end(int partition, long end) {
    with(partition, entry -> ends(entry, end));
  }

  private void ends(Entry entry, @Nullable Long end) {
    ends(entry, end, false);
  }

  /// The age of a message that was not fetched is unknown: it counts from when it was first seen.
  private void ends(Entry entry, @Nullable Long end, boolean moved) {
    entry.end = end;
    Long lag = entry.lag();
    if (lag == null || lag == 0) {
      entry.behindSince = null;
    } else if (entry.behindSince == null || moved) {
      entry.behindSince = nanoTime.getAsLong();
    }
  }

  /// When a message was sent, by the monotonic clock; not after now.
  private long nanosOf(long sentMillis) {
    long age = Math.max(0, clock.millis() - sentMillis);
    return nanoTime.getAsLong() - TimeUnit.MILLISECONDS.toNanos(age);
  }

  /// First metric of the partition that Kafka has not acknowledged.
  public void publishedUpTo(int partition, long nextMetric) {
    with(partition, entry -> entry.published = nextMetric);
  }

  private interface Change {
    void apply(Entry entry);
  }

  private void with(int partition, Change change) {
    Entry entry = entries.get(partition);
    if (entry != null) {
      synchronized (entry) {
        change.apply(entry);
      }
    }
  }

  /// Every assigned partition, by number.
  public List<PartitionProgress> partitions() {
    long now = nanoTime.getAsLong();
    var all = new ArrayList<PartitionProgress>();
    new TreeMap<>(entries)
        .forEach((partition, entry) -> {
          synchronized (entry) {
            all.add(
                new PartitionProgress(
                    partition,
                    entry.standing,
                    entry.ownerEpoch,
                    entry.position,
                    entry.lag(),
                    entry.lagSeconds(now),
                    entry.pairs,
                    entry.published == null ? 0 : Math.max(0, entry.nextMetric - entry.published)));
          }
        });
    return all;
  }

  public int pairs() {
    return partitions().stream().mapToInt(PartitionProgress::pairs).sum();
  }

  public long unpublished() {
    return partitions().stream().mapToLong(PartitionProgress::unpublished).sum();
  }

  /// Messages behind, over all assigned partitions. Null while that of one of them is unknown, and
  /// until Kafka has said which they are.
  public @Nullable Long lag() {
    long sum = 0;
    for (PartitionProgress partition : partitions()) {
      Long lag = partition.lag();
      if (lag == null) {
        return null;
      }
      sum += lag;
    }
    return known ? sum : null;
  }

  /// Age of the oldest message that is not committed, over all assigned partitions; null as
  /// [#lag()] is.
  public @Nullable Double lagSeconds() {
    if (lag() == null) {
      return null;
    }
    return partitions().stream()
        .map(PartitionProgress::lagSeconds)
        .filter(java.util.Objects::nonNull)
        .max(Comparator.naturalOrder())
        .orElse(0.0);
  }
}
