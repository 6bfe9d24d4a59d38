package dev.tradewitness.capture.relay;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/// Where streams end, and how far they are known to have been sent.
final class RelayTable {

  private final JdbcClient database;
  private final TransactionOperations transactions;

  RelayTable(JdbcClient database, TransactionOperations transactions) {
    this.database = database;
    this.transactions = transactions;
  }

  record Head(int streamId, String policyId, int partition, long head, long relayed) {}

  /// The streams of some partitions.
  List<Head> heads(Collection<Integer> partitions) {
    return database
        .sql(
            """
            select s.stream_id, s.policy_id, s.partition, s.head, coalesce(r.relayed, 0) as relayed
            from stream s left join relay_position r using (stream_id)
            where s.partition = any(?::smallint[]) and s.head > 0
            """)
        .param(partitions.toArray(Integer[]::new))
        .query((row, _) ->
            new Head(
                row.getInt(1), row.getString(2), row.getInt(3), row.getLong(4), row.getLong(5)))
        .list();
  }

  /// @param epoch of the lease under which the events were sent
  record Position(int streamId, int partition, long epoch, long relayed) {}

  /// Writes positions down, those whose lease still holds: whoever held the partition in between
  /// has sent more. Not worth waiting for the disk: a position that is lost means that some events
  /// are sent again.
  ///
  /// A lease cannot change hands before the positions are written: what is read of it is locked.
  void store(List<Position> positions, UUID instance) {
    transactions.executeWithoutResult(_ -> {
      database.sql("set local synchronous_commit = off").update();
      database
          .sql(
              """
              with held as materialized (
                select partition, epoch from relay_lease where holder = ? for share)
              insert into relay_position (stream_id, relayed)
              select n.stream_id, n.relayed
              from unnest(?::int[], ?::bigint[], ?::int[], ?::bigint[]) as n(stream_id, relayed, partition, epoch)
              join held h on h.partition = n.partition and h.epoch = n.epoch
              on conflict (stream_id) do update set relayed = excluded.relayed
              """)
          .param(instance)
          .param(positions.stream().map(Position::streamId).toArray(Integer[]::new))
          .param(positions.stream().map(Position::relayed).toArray(Long[]::new))
          .param(positions.stream().map(Position::partition).toArray(Integer[]::new))
          .param(positions.stream().map(Position::epoch).toArray(Long[]::new))
          .update();
    });
  }
}
