package dev.tradewitness.kit.kafka;

import java.util.List;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The table `owed_letter` of a service's schema: messages that were refused in a committed
/// transaction and whose dead letter Kafka may not have yet.
public final class LetterTable {

  private final JdbcClient jdbc;

  public LetterTable(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /// @param timestamp of the message: another one at the same offset is another topic's message
  record Owed(
      String topic,
      int partition,
      long offset,
      long timestamp,
      String reason,
      String exceptionClass) {}

  void add(List<Owed> owed) {
    jdbc.sql(
            """
            INSERT INTO owed_letter (topic, partition, message_offset, message_time, reason,
              exception_class)
            SELECT * FROM unnest(?::text[], ?::int[], ?::bigint[], ?::bigint[], ?::text[], ?::text[])
            ON CONFLICT DO NOTHING
            """)
        .params(
            column(owed, Owed::topic, String[]::new),
            column(owed, Owed::partition, Integer[]::new),
            column(owed, Owed::offset, Long[]::new),
            column(owed, Owed::timestamp, Long[]::new),
            column(owed, Owed::reason, String[]::new),
            column(owed, Owed::exceptionClass, String[]::new))
        .update();
  }

  /// In the order of their offsets.
  List<Owed> of(String topic, int partition) {
    return jdbc.sql(
            """
            SELECT * FROM owed_letter WHERE topic = ? AND partition = ? ORDER BY message_offset
            """)
        .params(topic, partition)
        .query((row, number) ->
            new Owed(
                topic,
                partition,
                row.getLong("message_offset"),
                row.getLong("message_time"),
                row.getString("reason"),
                row.getString("exception_class")))
        .list();
  }

  void remove(List<Owed> settled) {
    jdbc.sql(
            """
            DELETE FROM owed_letter o USING unnest(?::text[], ?::int[], ?::bigint[], ?::bigint[])
              AS s(topic, partition, message_offset, message_time)
            WHERE o.topic = s.topic AND o.partition = s.partition
              AND o.message_offset = s.message_offset AND o.message_time = s.message_time
            """)
        .params(
            column(settled, Owed::topic, String[]::new),
            column(settled, Owed::partition, Integer[]::new),
            column(settled, Owed::offset, Long[]::new),
            column(settled, Owed::timestamp, Long[]::new))
        .update();
  }

  private static <T> T[] column(
      List<Owed> rows, Function<Owed, T> value, java.util.function.IntFunction<T[]> array) {
    return rows.stream().map(value).toArray(array);
  }
}
