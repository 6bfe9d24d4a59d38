package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.common.wire.EventHeaders;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The process ends under load, killed or asked to.
class ProcessEndIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Set<UUID> acknowledged = ConcurrentHashMap.newKeySet();
  private final Database database = Servers.postgres().createDatabase("capture");

  @BeforeEach
  void emptyTopics() {
    Servers.kafka().resetTopics();
  }

  @Test
  void killedUnderLoadItHasKeptEveryAcknowledgedEventOnceAndSendsAllOnAfterwards()
      throws Exception {
    try (var first = CaptureProcess.start(database)) {
      underLoad(first, "end:kill", CaptureProcess::kill);
    }

    assertThat(sequences("end:kill")).isEqualTo(numbers(sequences("end:kill").size()));
    assertThat(ids("end:kill")).doesNotHaveDuplicates().containsAll(acknowledged);

    try (var second = CaptureProcess.start(database);
        var topics = new TopicReader()) {
      assertThat(second.http().log(Events.order(UUID.randomUUID(), "end:kill")).status())
          .isEqualTo(201);
      List<Long> all = numbers(sequences("end:kill").size());
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(
                      topics.events("end:kill").stream()
                          .map(TopicReader::headers)
                          .map(EventHeaders::sequence)
                          .distinct())
                  .containsExactlyElementsOf(all));
    }
  }

  @Test
  void askedToEndUnderLoadItEndsInTimeWithExitCodeZeroAndLosesNothing() throws Exception {
    try (var process = CaptureProcess.start(database)) {
      underLoad(process, "end:term", p -> assertThat(p.end(Duration.ofSeconds(20))).isZero());
    }

    assertThat(sequences("end:term")).isEqualTo(numbers(sequences("end:term").size()));
    assertThat(ids("end:term")).doesNotHaveDuplicates().containsAll(acknowledged);
  }

  private interface Ending {
    void end(CaptureProcess process) throws InterruptedException;
  }

  private void underLoad(CaptureProcess process, String policyId, Ending ending)
      throws InterruptedException {
    var stop = new AtomicBoolean();
    try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int writer = 0; writer < 8; writer++) {
        writers.execute(() -> {
          while (!stop.get()) {
            UUID id = UUID.randomUUID();
            try {
              if (process.http().log(Events.order(id, policyId)).status() == 201) {
                acknowledged.add(id);
              }
            } catch (UncheckedIOException e) {
              stop.set(true); // the process is gone
            }
          }
        });
      }
      await().atMost(PATIENCE).until(() -> acknowledged.size() > 300);
      ending.end(process);
      stop.set(true);
    }
  }

  private List<Long> sequences(String policyId) throws SQLException {
    return column(policyId, "sequence", row -> row.getLong(1));
  }

  private List<UUID> ids(String policyId) throws SQLException {
    return column(policyId, "event_id", row -> row.getObject(1, UUID.class));
  }

  private interface Reading<T> {
    T read(ResultSet row) throws SQLException;
  }

  private <T> List<T> column(String policyId, String column, Reading<T> reading)
      throws SQLException {
    var values = new ArrayList<T>();
    try (var connection = database.connect();
        var statement =
            connection.prepareStatement(
                "select "
                    + column
                    + " from event join stream using (stream_id) where policy_id = ? order by sequence")) {
      statement.setString(1, policyId);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          values.add(reading.read(row));
        }
      }
    }
    return values;
  }

  private static List<Long> numbers(int count) {
    return LongStream.range(0, count).boxed().toList();
  }
}
