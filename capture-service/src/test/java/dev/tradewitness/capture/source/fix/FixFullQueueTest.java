package dev.tradewitness.capture.source.fix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.Tier;
import dev.tradewitness.capture.decode.foreign.SourcePolicy;
import dev.tradewitness.capture.sources.SourcesFile.FixSession;
import dev.tradewitness.launcher.part.ReservedPorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/// A session whose messages are not stored as fast as they come.
class FixFullQueueTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String FULL = "FULL";
  private static final int SENT = 5_000;

  /// MINA's I/O threads; so many connections one after the other are one on each.
  private static final int OTHERS = Runtime.getRuntime().availableProcessors() + 1;

  @TempDir Path store;

  private final Queue<Long> stored = new ConcurrentLinkedQueue<>();
  private final Queue<String> storedOfOthers = new ConcurrentLinkedQueue<>();
  private final CountDownLatch room = new CountDownLatch(1);

  @Test
  void itsConnectionWaitsAloneAndLosesNothing() throws Exception {
    int port = ReservedPorts.one();
    FixAcceptor acceptor = acceptor(port);
    acceptor.start();
    var others = new ArrayList<FixPeer>();
    try (var full = new FixPeer(port, FULL).logon()) {
      for (int number = 2; number < SENT + 2; number++) {
        full.order(number);
      }
      await()
          .atMost(PATIENCE)
          .until(() -> acceptor.getQueueSize() >= FixEngine.MESSAGES_WAITING_MAX);

      for (int i = 0; i < OTHERS; i++) {
        var other = new FixPeer(port, other(i));
        others.add(other);
        other.logon().order(2);
      }
      await().atMost(PATIENCE).until(() -> storedOfOthers.size() == OTHERS);
      assertThat(stored).isEmpty();
      // One read brings 64 KiB at most, and an order has more than 100 bytes.
      assertThat(acceptor.getQueueSize()).isLessThan(FixEngine.MESSAGES_WAITING_MAX + 656);

      room.countDown();
      await().atMost(PATIENCE).until(() -> stored.size() == SENT);
      assertThat(List.copyOf(stored)).isSorted();
    } finally {
      room.countDown();
      for (FixPeer other : others) {
        other.close();
      }
      acceptor.stop(true);
    }
  }

  private FixAcceptor acceptor(int port) throws Exception {
    var properties =
        new FixProperties(
            "127.0.0.1",
            port,
            store,
            Duration.ofSeconds(1),
            OTHERS + 1,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            DataSize.ofMegabytes(1));
    var policy = new SourcePolicy("test:fix", Tier.SILVER, ClockStatus.BEST_EFFORT);
    List<FixSession> sessions =
        IntStream.rangeClosed(0, OTHERS)
            .mapToObj(i -> i == OTHERS ? FULL : other(i))
            .map(name -> new FixSession("FIX.4.4", "TW", name, policy, null))
            .toList();
    return FixEngine.of(new Storing(), sessions, properties, new FixGate(properties, _ -> {}));
  }

  private static String other(int i) {
    return "OTHER" + i;
  }

  private final class Storing implements FixSink {
    @Override
    public void take(FixSession session, String lane, long number, String raw)
        throws InterruptedException {
      if (session.targetCompId().equals(FULL)) {
        room.await();
        stored.add(number);
      } else {
        storedOfOthers.add(session.targetCompId());
      }
    }

    @Override
    public void gap(FixSession session, String lane, long first, long last, String raw) {
      throw new AssertionError("no number is missing");
    }

    @Override
    public void end() {}

    @Override
    public void refused(String reason) {}
  }
}
