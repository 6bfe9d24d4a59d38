package dev.tradewitness.capture.stream;

import dev.tradewitness.capture.decode.Warning;
import dev.tradewitness.capture.stream.EventInsert.Head;
import dev.tradewitness.capture.stream.EventInsert.Numbered;
import dev.tradewitness.common.wire.Partitions;
import dev.tradewitness.common.wire.Topics;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Stores a group of events in one transaction: locks the heads of their streams in the order of
/// `policy_id`, drops events that are there already, numbers the rest without a gap, commits. Used
/// by one committer thread; any number of instances may share the database.
final class EventStore implements GroupStore {

  // Each attempt after the first has one of two causes.
  // Another instance stored one of our ids meanwhile, or PostgreSQL broke a deadlock.
  private static final int ATTEMPTS_MAX = 5;

  private final DataSource database;
  private final int streamsMax;
  private final @Nullable HeadMemory memory;

  /// Written and read by the committer thread only: repeats come in runs, so after one group with
  /// repeats the next one is looked up before it is inserted.
  private boolean repeatsExpected;

  /// Of the attempt under way; committer thread only.
  private Map<String, LockedHead> lockedHeads = Map.of();

  /// @param streamsMax an event that would open another one is not taken
  /// @param memory checked before each transaction; null for events that are put back
  EventStore(DataSource database, int streamsMax, @Nullable HeadMemory memory) {
    this.database = database;
    this.streamsMax = streamsMax;
    this.memory = memory;
  }

  @Override
  public List<StreamOutcome> store(List<StreamEntry> group) throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      if (memory != null) {
        memory.connected(connection);
      }
      for (int attempt = 1; ; attempt++) {
        boolean lookUp = repeatsExpected || attempt > 1;
        try {
          List<StreamOutcome> outcomes = attempt(connection, group, lookUp);
          if (outcomes != null) {
            finish(connection, group, outcomes);
            return outcomes;
          }
          connection.rollback();
          repeatsExpected = true;
        } catch (SQLException e) {
          rollbackQuietly(connection, e);
          if (attempt >= ATTEMPTS_MAX || !SqlFailure.of(e).worthAnotherAttempt()) {
            throw e;
          }
        }
        if (attempt >= ATTEMPTS_MAX) {
          throw new SQLException("another instance kept storing the same events", "40001");
        }
      }
    }
  }

  private void finish(Connection connection, List<StreamEntry> group, List<StreamOutcome> outcomes)
      throws SQLException {
    SourceMarks marks = marks(group, outcomes);
    if (!marks.isEmpty() || outcomes.stream().anyMatch(StreamOutcome.Committed.class::isInstance)) {
      marks.write(connection);
      connection.commit();
      if (memory != null) {
        lockedHeads.forEach((policyId, head) -> {
          if (head.newest != null) {
            memory.committed(policyId, head.next);
          }
        });
      }
    } else {
      connection.rollback(); // a stream that only a refused event would have opened stays unknown
    }
  }

  private static SourceMarks marks(List<StreamEntry> group, List<StreamOutcome> outcomes) {
    var marks = new SourceMarks();
    for (int i = 0; i < group.size(); i++) {
      if (outcomes.get(i) instanceof StreamOutcome.Committed
          || outcomes.get(i) instanceof StreamOutcome.AlreadyStored) {
        marks.add(group.get(i));
      }
    }
    return marks;
  }

  private static void rollbackQuietly(Connection connection, SQLException cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  /// @return null when the numbers would have a gap, because an id was stored by somebody else
  ///   meanwhile
  private @Nullable List<StreamOutcome> attempt(
      Connection connection, List<StreamEntry> group, boolean lookUp) throws SQLException {
    SortedMap<String, StreamEntry> newestByPolicy = new TreeMap<>();
    for (StreamEntry entry : group) {
      newestByPolicy.put(entry.event().policyId(), entry);
    }
    Map<String, LockedHead> heads = lockHeads(connection, newestByPolicy);
    if (memory != null) {
      for (Map.Entry<String, LockedHead> head : heads.entrySet()) {
        memory.check(head.getKey(), head.getValue().next);
      }
    }
    lockedHeads = heads;
    Set<SourceTenure> over = SourceTenures.over(connection, group);
    Map<UUID, StoredEvent> known = lookUp ? known(connection, group) : Map.of();
    if (lookUp) {
      repeatsExpected = !known.isEmpty();
    }
    var numbered = new ArrayList<Numbered>(group.size());
    var firstOfGroup = new HashMap<UUID, StoredEvent>();
    var outcomes = new ArrayList<StreamOutcome>(group.size());
    for (StreamEntry entry : group) {
      if (entry.tenure() != null && over.contains(entry.tenure())) {
        outcomes.add(new StreamOutcome.NotStored("another instance reads the source"));
        continue;
      }
      UUID id = entry.event().id().value();
      StoredEvent first = known.getOrDefault(id, firstOfGroup.get(id));
      if (first != null) {
        outcomes.add(repeated(entry, first));
        continue;
      }
      LockedHead head = heads.get(entry.event().policyId());
      if (head == null) {
        outcomes.add(
            new StreamOutcome.NotTaken("there are " + streamsMax + " streams, and no more"));
        continue;
      }
      StoredEvent stored = entry.storedAt(head.next++);
      head.newest = entry;
      firstOfGroup.put(id, stored);
      numbered.add(new Numbered(entry, head.streamId, stored.at().sequence()));
      outcomes.add(new StreamOutcome.Committed(stored));
    }
    if (numbered.isEmpty()) {
      return outcomes;
    }
    return EventInsert.run(connection, numbered, advanced(heads.values())) == numbered.size()
        ? outcomes
        : null;
  }

  private static List<Head> advanced(Collection<LockedHead> heads) {
    var advanced = new ArrayList<Head>();
    for (LockedHead head : heads) {
      if (head.newest != null) {
        advanced.add(new Head(head.streamId, head.next, head.newest));
      }
    }
    return advanced;
  }

  /// What an event is whose id is taken.
  static StreamOutcome repeated(StreamEntry entry, StoredEvent first) {
    // The hash does not cover the policy: the same content sent to another stream is another event.
    boolean same =
        entry.event().document().hash().equals(first.document().hash())
            && entry.event().policyId().equals(first.at().policyId())
            // Nor does it tell apart numbers that round to one double, and of those the first may
            // be the one that is exact.
            && (!hasRoundedNumber(entry.event().warnings(), first.warnings())
                || Arrays.equals(entry.event().document().bytes(), first.document().bytes()));
    return same ? new StreamOutcome.AlreadyStored(first) : new StreamOutcome.IdReused(first);
  }

  private static boolean hasRoundedNumber(Set<Warning> one, Set<Warning> other) {
    return one.contains(Warning.NUM_001) || other.contains(Warning.NUM_001);
  }

  private Map<String, LockedHead> lockHeads(
      Connection connection, SortedMap<String, StreamEntry> policies) throws SQLException {
    Map<String, LockedHead> heads = lock(connection, policies.keySet());
    if (heads.size() < policies.size()) {
      // New streams go in before any lock is held, or two instances could wait for each other.
      connection.rollback();
      createMissing(connection, policies);
      heads = lock(connection, policies.keySet());
    }
    return heads;
  }

  private static Map<String, LockedHead> lock(Connection connection, Collection<String> policies)
      throws SQLException {
    var heads = new LinkedHashMap<String, LockedHead>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            select policy_id, stream_id, head from stream where policy_id = any(?)
            order by policy_id for update
            """)) {
      statement.setArray(1, connection.createArrayOf("text", policies.toArray()));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          heads.put(row.getString(1), new LockedHead(row.getInt(2), row.getLong(3)));
        }
      }
    }
    return heads;
  }

  private void createMissing(Connection connection, SortedMap<String, StreamEntry> policies)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            insert into stream (policy_id, partition, conformance_tier, signing)
            select n.* from unnest(?::text[], ?::smallint[], ?::text[], ?::text[])
              as n(policy_id, partition, tier, signing)
            where not exists (select from stream s where s.policy_id = n.policy_id)
            limit greatest(0, ? - (select count(*) from stream))
            on conflict (policy_id) do nothing
            """)) {
      Object[] ids = policies.keySet().toArray();
      Object[] partitions =
          policies.keySet().stream()
              .map(policyId -> (short) Partitions.of(policyId, Topics.PARTITIONS))
              .toArray();
      Object[] tiers = policies.values().stream().map(e -> e.event().tier().name()).toArray();
      Object[] signing = policies.values().stream().map(e -> e.signing().wireName()).toArray();
      statement.setArray(1, connection.createArrayOf("text", ids));
      statement.setArray(2, connection.createArrayOf("int2", partitions));
      statement.setArray(3, connection.createArrayOf("text", tiers));
      statement.setArray(4, connection.createArrayOf("text", signing));
      statement.setInt(5, streamsMax);
      statement.executeUpdate();
    }
  }

  private static Map<UUID, StoredEvent> known(Connection connection, List<StreamEntry> group)
      throws SQLException {
    var known = new HashMap<UUID, StoredEvent>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select "
                + EventRows.COLUMNS
                + " from event e join stream s using (stream_id) where e.event_id = any(?)")) {
      Object[] ids = group.stream().map(entry -> entry.event().id().value()).distinct().toArray();
      statement.setArray(1, connection.createArrayOf("uuid", ids));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          StoredEvent event = EventRows.read(row);
          known.put(event.id().value(), event);
        }
      }
    }
    return known;
  }

  /// A stream whose row this transaction holds.
  private static final class LockedHead {
    private final int streamId;
    private long next;
    private @Nullable StreamEntry newest;

    LockedHead(int streamId, long next) {
      this.streamId = streamId;
      this.next = next;
    }
  }
}
