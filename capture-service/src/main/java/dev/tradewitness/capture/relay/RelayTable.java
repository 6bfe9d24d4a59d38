package dev.tradewitness.capture.relay;

import java.util.Collection;
import java.util.List;
import java.util.Map;
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

  record Position(int streamId, int partition, long relayed) {}

  /// Writes positions down, those of partitions that are still ours. Not worth waiting for the
  /// disk: a position that is lost means that some events are sent again.
  void store(List<Position> positions, Map<Integer, Long> epochs, UUID instance) {
    transactions.executeWithoutResult(_ -> {
      database.sql("set local synchronous_commit = off").update();
      database
          .sql(
              """
              insert into relay_position (stream_id, relayed)
              select n.stream_id, n.relayed
              from unnest(?::int[], ?::bigint[], ?::int[], ?::bigint[]) as n(stream_id, relayed, partition, epoch)
              join relay_lease l on l.partition = n.partition and l.epoch = n.epoch and l.holder = ?
              on conflict (stream_id) do update set relayed = excluded.relayed
              """)
          .param(positions.stream().map(Position::streamId).toArray(Integer[]::new))
          .param(positions.stream().map(Position::relayed).toArray(Long[]::new))
          .param(positions.stream().map(Position::partition).toArray(Integer[]::new))
          .param(
              positions.stream()
                  .map(p -> epochs.getOrDefault(p.partition(), -1L))
                  .toArray(Long[]::new))
          .param(instance)
          .update();
    });
  }
}
