package dev.tradewitness.capture.relay;

import dev.tradewitness.capture.stream.StreamPosition;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.kit.database.DatabaseLife;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/// How far `vcp.events` is known to hold only what is in this database.
final class PublishedTable {

  private static final String LIFE = "select " + DatabaseLife.of("stream");

  private final JdbcClient database;
  private final TransactionOperations transactions;

  PublishedTable(JdbcClient database, TransactionOperations transactions) {
    this.database = database;
    this.transactions = transactions;
  }

  /// The next offset of each partition.
  Map<Integer, Long> positions() {
    var positions = new HashMap<Integer, Long>();
    database
        .sql("select partition, next_offset from published_position")
        .query(row -> {
          positions.put(row.getInt(1), row.getLong(2));
        });
    return positions;
  }

  /// Names the database as long as it cannot have been replaced.
  String life() {
    return database.sql(LIFE).query(String.class).single();
  }

  boolean hasRelayed() {
    return database.sql("select exists (select from relay_position)").query(Boolean.class).single();
  }

  /// The next sequence of each stream that there is.
  Map<String, Long> heads(Collection<String> policyIds) {
    var heads = new HashMap<String, Long>();
    database
        .sql("select policy_id, head from stream where policy_id = any(?)")
        .param(policyIds.toArray(String[]::new))
        .query(row -> {
          heads.put(row.getString(1), row.getLong(2));
        });
    return heads;
  }

  /// The hashes of those of the places that hold an event.
  Map<StreamPosition, Hash> hashes(List<StreamPosition> places) {
    var hashes = new HashMap<StreamPosition, Hash>();
    database
        .sql(
            """
            select s.policy_id, e.sequence, e.event_hash
            from unnest(?::text[], ?::bigint[]) as n(policy_id, sequence)
            join stream s on s.policy_id = n.policy_id
            join event e on e.stream_id = s.stream_id and e.sequence = n.sequence
            """)
        .param(places.stream().map(StreamPosition::policyId).toArray(String[]::new))
        .param(places.stream().map(StreamPosition::sequence).toArray(Long[]::new))
        .query(row -> {
          hashes.put(
              new StreamPosition(row.getString(1), row.getLong(2)), new Hash(row.getBytes(3)));
        });
    return hashes;
  }

  /// Notes that everything below the offsets is here.
  void compared(Map<Integer, Long> ends) {
    transactions.executeWithoutResult(_ -> write(ends));
  }

  /// As [#compared], with what is below them and is not here, and a person has given up.
  void givenUp(Map<Integer, Long> ends, String code, String detail) {
    transactions.executeWithoutResult(_ -> {
      database
          .sql(
              "insert into published_settlement (code, detail) values (?, ?) on conflict do nothing")
          .params(code, detail)
          .update();
      write(ends);
    });
  }

  private void write(Map<Integer, Long> offsets) {
    database
        .sql(
            """
            insert into published_position (partition, next_offset)
            select * from unnest(?::smallint[], ?::bigint[])
            on conflict (partition) do update set next_offset = excluded.next_offset
            """)
        .param(offsets.keySet().toArray(Integer[]::new))
        .param(offsets.values().toArray(Long[]::new))
        .update();
  }

  /// How far a partition was published.
  ///
  /// @param epoch of the lease under which it was
  /// @param next behind the newest message
  record Offset(int partition, long epoch, long next) {}

  /// Writes down how far partitions were published whose lease still holds, and cannot change hands
  /// before that is written. A position that is lost means that more is compared at the next start.
  ///
  /// @return false when the database is not the one that was compared
  boolean published(List<Offset> offsets, UUID instance, String life) {
    return Boolean.TRUE.equals(
        transactions.execute(_ -> {
          database.sql("set local synchronous_commit = off").update();
          if (!life().equals(life)) {
            return false;
          }
          database
              .sql(
                  """
                  with held as materialized (
                    select partition, epoch from relay_lease where holder = ? for share)
                  insert into published_position (partition, next_offset)
                  select n.partition, n.next_offset
                  from unnest(?::smallint[], ?::bigint[], ?::bigint[]) as n(partition, next_offset, epoch)
                  join held h on h.partition = n.partition and h.epoch = n.epoch
                  on conflict (partition) do update set next_offset = excluded.next_offset
                  """)
              .param(instance)
              .param(offsets.stream().map(Offset::partition).toArray(Integer[]::new))
              .param(offsets.stream().map(Offset::next).toArray(Long[]::new))
              .param(offsets.stream().map(Offset::epoch).toArray(Long[]::new))
              .update();
          return true;
        }));
  }
}
