package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// PostgreSQL goes and comes back while clients never stop sending.
class SpoolTrafficIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int CLIENTS = 24;
  private static final String POLICY = "spool:traffic";

  @TempDir private Path folder;

  private final Database database = Servers.postgres().createDatabase("capture");
  private final CountDownLatch enough = new CountDownLatch(1);
  private final AtomicIntegerArray answers = new AtomicIntegerArray(600);

  /// The ids each client got a 2xx for, in its own order.
  private final List<Queue<UUID>> acknowledged = new ArrayList<>();

  @BeforeEach
  void emptyTopics() {
    Servers.kafka().resetTopics();
  }

  @AfterEach
  void bringBack() {
    Servers.postgres().start();
  }

  @Test
  void theSpoolEmptiesUnderTrafficAndNoClientsEventOvertakesItsOwn() throws Exception {
    try (var capture =
            CaptureProcess.start(
                database,
                "--tradewitness.capture.intake.deadline=20s",
                "--tradewitness.capture.spool.folder=" + folder.resolve("spool"));
        var clients = Executors.newVirtualThreadPerTaskExecutor();
        AutoCloseable _ = enough::countDown) { // a failure ends the clients
      for (int client = 0; client < CLIENTS; client++) {
        var own = new ConcurrentLinkedQueue<UUID>();
        acknowledged.add(own);
        var _ = clients.submit(() -> send(capture.http(), own));
      }
      await().atMost(PATIENCE).until(() -> answers.get(201) > 500);
      Servers.postgres().kill();
      await().atMost(PATIENCE).until(() -> answers.get(202) > 500);
      Servers.postgres().start(); // which takes as long as the machine is busy
      int backlog = answers.get(202);
      int direct = answers.get(201);

      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(answers.get(201)).isGreaterThan(direct + 500));
      assertThat(answers.get(202)).as("spooled until it was over").isLessThan(10 * backlog);

      enough.countDown();
      clients.shutdown();
      assertThat(clients.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
      await()
          .atMost(PATIENCE)
          .until(() -> "0".equals(capture.http().get("/health").json().text("spooled_events")));
    }
    List<UUID> stored = new StoredStream(database, POLICY).ids();
    System.out.printf(
        "201: %d, 202: %d, 503: %d; stored %d%n",
        answers.get(201), answers.get(202), answers.get(503), stored.size());
    assertThat(stored).doesNotHaveDuplicates();
    for (Queue<UUID> own : acknowledged) {
      assertThat(stored).containsSubsequence(own);
    }
  }

  private Void send(CaptureHttp http, Queue<UUID> own) throws InterruptedException {
    while (enough.getCount() > 0) {
      UUID id = UUID.randomUUID();
      int status = http.log(Events.order(id, POLICY)).status();
      answers.incrementAndGet(status);
      if (status < 300) {
        own.add(id);
      } else {
        Thread.sleep(20);
      }
    }
    return null;
  }
}
