package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.common.wire.EventHeaders;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/// The process ends under load, killed or asked to. The one that goes on after the kill is the one
/// that is asked to end.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProcessEndIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static Database database;
  private static SharedCapture shared;

  private final Set<UUID> acknowledged = ConcurrentHashMap.newKeySet();

  @BeforeAll
  static void prepare() {
    Servers.kafka().resetTopics();
    database = Servers.postgres().createDatabase("capture");
    shared = new SharedCapture(() -> CaptureProcess.start(database));
  }

  @AfterAll
  static void stop() {
    shared.close();
  }

  @Test
  @Order(1)
  void killedUnderLoadItHasKeptEveryAcknowledgedEventOnceAndSendsAllOnAfterwards()
      throws Exception {
    underLoad(shared.running(), "end:kill", CaptureProcess::kill);

    var stream = new StoredStream(database, "end:kill");
    assertThat(stream.sequences()).isEqualTo(numbers(stream.sequences().size()));
    assertThat(stream.ids()).doesNotHaveDuplicates().containsAll(acknowledged);

    try (var topics = new TopicReader()) {
      assertThat(shared.running().http().log(Events.order(UUID.randomUUID(), "end:kill")).status())
          .isEqualTo(201);
      List<Long> all = numbers(stream.sequences().size());
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
  @Order(2)
  void askedToEndUnderLoadItEndsInTimeWithExitCodeZeroAndLosesNothing() throws Exception {
    underLoad(
        shared.running(), "end:term", p -> assertThat(p.end(Duration.ofSeconds(20))).isZero());

    var stream = new StoredStream(database, "end:term");
    assertThat(stream.sequences()).isEqualTo(numbers(stream.sequences().size()));
    assertThat(stream.ids()).doesNotHaveDuplicates().containsAll(acknowledged);
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
      try {
        await().atMost(PATIENCE).until(() -> acknowledged.size() > 300);
        ending.end(process);
      } finally {
        stop.set(true);
      }
    }
  }

  private static List<Long> numbers(int count) {
    return LongStream.range(0, count).boxed().toList();
  }
}
