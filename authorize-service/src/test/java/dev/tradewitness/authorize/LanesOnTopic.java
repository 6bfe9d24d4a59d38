package dev.tradewitness.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.wire.EventHeaders;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.testservers.Database;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// The decisions on `authorize.decisions`, lane by lane, against those of the journal.
final class LanesOnTopic {

  private final Map<String, String> laneOfClient = new HashMap<>();
  private final long journalled;

  /// Every decision of the journal as it is now.
  LanesOnTopic(Database database) throws SQLException {
    long decisions = 0;
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select client_id, lane, count(*) from journal where kind = 'DECISION'"
                    + " group by client_id, lane")) {
      while (rows.next()) {
        laneOfClient.put(rows.getString(1), rows.getString(2));
        decisions += rows.getLong(3);
      }
    }
    journalled = decisions;
  }

  /// Lanes that have decisions.
  long lanes() {
    return laneOfClient.values().stream().distinct().count();
  }

  long journalled() {
    return journalled;
  }

  /// Reads the topic until it has every decision, and requires each lane's decisions in their order
  /// without a gap. Repetitions may come, and only of what was there before.
  ///
  /// @return how many records were read
  int requireComplete() {
    List<ConsumerRecord<byte[], byte[]>> read =
        new KafkaTopic(Topics.AUTHORIZE_DECISIONS)
            .readUntil(records -> count(byLane(records)) >= journalled);
    Map<String, Set<Long>> byLane = byLane(read);
    assertThat(count(byLane)).isEqualTo(journalled);
    byLane.forEach((lane, sequences) ->
        assertThat(sequences)
            .as("lane %s", lane)
            .containsExactlyElementsOf(LongStream.range(0, sequences.size()).boxed().toList()));
    return read.size();
  }

  /// The decisions' numbers in the order in which each was first seen.
  private Map<String, Set<Long>> byLane(List<ConsumerRecord<byte[], byte[]>> records) {
    var sequences = new HashMap<String, Set<Long>>();
    for (ConsumerRecord<byte[], byte[]> decision : records) {
      String lane = laneOfClient.get(new String(decision.key(), StandardCharsets.UTF_8));
      byte[] sequence = decision.headers().lastHeader(EventHeaders.SEQUENCE).value();
      sequences
          .computeIfAbsent(lane, _ -> new LinkedHashSet<>())
          .add(ByteBuffer.wrap(sequence).getLong());
    }
    return sequences;
  }

  private static long count(Map<String, Set<Long>> sequences) {
    return sequences.values().stream().mapToLong(Set::size).sum();
  }
}
