package dev.tradewitness.capture.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.tradewitness.capture.CaptureHttp;
import dev.tradewitness.capture.CaptureTest;
import dev.tradewitness.capture.Events;
import dev.tradewitness.capture.TopicReader;
import dev.tradewitness.common.wire.Partitions;
import dev.tradewitness.common.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// Ten thousand streams that another instance has written to: the relay finds and sends them with
/// few statements, and each position is written down.
@CaptureTest
class ManyStreamsIT {

  private static final int STREAMS = 10_000;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Test
  void areCaughtUpWithInFewStatementsAndEachPositionIsWrittenDown(
      @LocalServerPort int port,
      @Autowired RelayTable table,
      @Autowired @Qualifier("backgroundDatabase") HikariDataSource pool) {
    // Without the time limits of the service's own connections.
    var database =
        JdbcClient.create(
            new DriverManagerDataSource(pool.getJdbcUrl(), pool.getUsername(), pool.getPassword()));
    var http = new CaptureHttp(port);
    assertThat(http.log(Events.order(UUID.randomUUID(), "many:0")).status()).isEqualTo(201);
    await().atMost(PATIENCE).until(() -> relayed(database) == 1);
    double reads = reads(http);

    copies(database);

    await().atMost(PATIENCE).until(() -> relayed(database) == STREAMS);
    double taken = reads(http) - reads;
    try (var topics = new TopicReader()) {
      Set<String> keys = new HashSet<>();
      topics
          .all(Topics.VCP_EVENTS)
          .forEach(record -> keys.add(new String(record.key(), StandardCharsets.US_ASCII)));
      assertThat(keys).hasSize(STREAMS);
    }
    // A hundred streams at a time, and some that were not all sent yet at the next look.
    assertThat(taken).isBetween(STREAMS / 100.0, STREAMS / 100.0 * 3);
    System.out.printf(
        "%d streams of another instance: sent on with %.0f reads of events; a look at all heads"
            + " takes %.1f ms (median of 21)%n",
        STREAMS, taken, lookMillis(table));
  }

  private static long relayed(JdbcClient database) {
    return database
        .sql(
            """
            select count(*) from stream s join relay_position r using (stream_id)
            where s.policy_id like 'many:%' and r.relayed = s.head
            """)
        .query(Long.class)
        .single();
  }

  /// One event each, as that of the first stream but for its id.
  private static void copies(JdbcClient database) {
    List<String> policies = IntStream.range(1, STREAMS).mapToObj(i -> "many:" + i).toList();
    database
        .sql(
            """
            with added as (
              insert into stream (policy_id, partition, head, conformance_tier, signing)
              select n.policy_id, n.partition, 1, 'SILVER', 'every-event'
              from unnest(?::text[], ?::smallint[]) as n(policy_id, partition)
              returning stream_id)
            insert into event (stream_id, sequence, event_id, received_at, event_time_nanos,
              hash_profile, id_assigned, carries_reserved, event_hash, signature, signing_key_id,
              conformance_tier, clock_status, source, warnings, event_type, document)
            select a.stream_id, 0, gen_random_uuid(), e.received_at, e.event_time_nanos,
              e.hash_profile, e.id_assigned, e.carries_reserved, e.event_hash, e.signature,
              e.signing_key_id, e.conformance_tier, e.clock_status, e.source, e.warnings,
              e.event_type, e.document
            from added a, event e join stream s using (stream_id) where s.policy_id = 'many:0'
            """)
        .param(policies.toArray(String[]::new))
        .param(
            policies.stream()
                .map(policyId -> Partitions.of(policyId, Topics.PARTITIONS))
                .toArray(Integer[]::new))
        .update();
  }

  private static double lookMillis(RelayTable table) {
    List<Integer> all = IntStream.range(0, Topics.PARTITIONS).boxed().toList();
    double[] millis = new double[21];
    for (int i = 0; i < millis.length; i++) {
      long began = System.nanoTime();
      assertThat(table.heads(all)).hasSizeGreaterThanOrEqualTo(STREAMS);
      millis[i] = (System.nanoTime() - began) / 1e6;
    }
    Arrays.sort(millis);
    return millis[millis.length / 2];
  }

  private static double reads(CaptureHttp http) {
    return http.get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith("tradewitness_capture_relay_reads_total"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
