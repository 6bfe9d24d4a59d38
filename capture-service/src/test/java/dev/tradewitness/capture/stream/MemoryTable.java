package dev.tradewitness.capture.stream;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.util.unit.DataSize;

/// The table as the queue sees it, in memory: each id once, in the order of arrival. It goes away,
/// forgets to say that it committed, and takes its time, as told.
public final class MemoryTable implements GroupStore {

  /// What happens to the next group.
  public enum Fault {
    NONE,
    NOT_STORED,
    STORED_AND_NOT_SAID
  }

  private final Map<UUID, StoredEvent> rows = new HashMap<>();
  private final List<UUID> order = new ArrayList<>();
  private final Set<UUID> unstorable = new HashSet<>();
  private Fault fault = Fault.NONE;
  private Runnable meanwhile = () -> {};

  /// A committer of this table that is run by hand, a group of at most so many events at a time.
  public StreamCommitter committer(CommitQueue queue, int groupEventsMax) {
    return committer(this, queue, groupEventsMax);
  }

  /// As [#committer(CommitQueue, int)], of any table.
  public static StreamCommitter committer(GroupStore store, CommitQueue queue, int groupEventsMax) {
    return new StreamCommitter(
        store,
        queue,
        () -> true,
        CircuitBreaker.of(
            "never open", CircuitBreakerConfig.custom().minimumNumberOfCalls(1 << 20).build()),
        _ -> {},
        new StreamMeters(new SimpleMeterRegistry()),
        new CommitterProperties(
            groupEventsMax,
            DataSize.ofMegabytes(8),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            10));
  }

  /// @param whileStoring runs before each group is stored
  public void nextGroups(Fault with, Runnable whileStoring) {
    fault = with;
    meanwhile = whileStoring;
  }

  /// An event that the table never takes.
  public void refuse(UUID id) {
    unstorable.add(id);
  }

  /// The ids in the order in which they were stored.
  public List<UUID> order() {
    return List.copyOf(order);
  }

  @Override
  public List<StreamOutcome> store(List<StreamEntry> group) throws SQLException {
    Fault now = fault;
    meanwhile.run();
    if (now == Fault.NOT_STORED) {
      throw new SQLException("away", "08006");
    }
    if (group.stream().anyMatch(entry -> unstorable.contains(entry.event().id().value()))) {
      throw new SQLException("not taken", "22000");
    }
    List<StreamOutcome> outcomes = group.stream().map(this::store).toList();
    if (now == Fault.STORED_AND_NOT_SAID) {
      throw new SQLException("gone after the commit", "08006");
    }
    return outcomes;
  }

  private StreamOutcome store(StreamEntry entry) {
    UUID id = entry.event().id().value();
    StoredEvent first = rows.get(id);
    if (first != null) {
      return new StreamOutcome.AlreadyStored(first);
    }
    StoredEvent stored = entry.storedAt(order.size());
    rows.put(id, stored);
    order.add(id);
    return new StreamOutcome.Committed(stored);
  }
}
