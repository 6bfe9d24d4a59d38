package dev.tradewitness.capture.source.fix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.Tier;
import dev.tradewitness.capture.decode.foreign.SourcePolicy;
import dev.tradewitness.capture.intake.NotStoredException;
import dev.tradewitness.capture.sources.SourcesFile.FixSession;
import dev.tradewitness.launcher.part.ReservedPorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;
import quickfix.Session;
import quickfix.SessionID;

/// A door that is closed while a message is being stored.
class FixStopTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final SessionID SESSION = new SessionID("FIX.4.4", "TW", "STOP");

  @TempDir Path store;

  private final Queue<Long> stored = new ConcurrentLinkedQueue<>();
  private final CountDownLatch storing = new CountDownLatch(1);
  private final CountDownLatch ending = new CountDownLatch(1);
  private final CountDownLatch committed = new CountDownLatch(1);
  private boolean isCommitted = true;
  private int port;
  private FixAcceptor acceptor;

  @BeforeEach
  void open() throws Exception {
    port = ReservedPorts.one();
    acceptor = acceptor();
    acceptor.start();
  }

  @AfterEach
  void close() {
    committed.countDown();
    acceptor.stop(true);
  }

  @Test
  void whatIsStoredIsCountedAndWhatWaitsIsNeither() throws Exception {
    stopWhileStoring();
    assertThat(stored).containsExactly(2L);
    assertThat(expectedNumber()).isEqualTo(3);
  }

  @Test
  void whatIsNotStoredIsNotCounted() throws Exception {
    isCommitted = false;
    stopWhileStoring();
    assertThat(stored).isEmpty();
    assertThat(expectedNumber()).isEqualTo(2);
  }

  private void stopWhileStoring() throws Exception {
    try (var peer = new FixPeer(port, "STOP").logon()) {
      for (int number = 2; number < 5; number++) {
        peer.order(number);
      }
      await(storing);
      Thread stopping = Thread.ofPlatform().start(() -> acceptor.stop());
      await(ending);
      committed.countDown();
      assertThat(stopping.join(PATIENCE)).isTrue();
    }
  }

  /// As the files of the session's numbers have it.
  private int expectedNumber() throws Exception {
    acceptor = acceptor();
    acceptor.start();
    return Session.lookupSession(SESSION).getExpectedTargetNum();
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  private FixAcceptor acceptor() throws Exception {
    var properties =
        new FixProperties(
            "127.0.0.1",
            port,
            store,
            Duration.ofSeconds(1),
            10,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            DataSize.ofMegabytes(1));
    var policy = new SourcePolicy("test:fix", Tier.SILVER, ClockStatus.BEST_EFFORT);
    return FixEngine.of(
        new Storing(),
        List.of(new FixSession("FIX.4.4", "TW", "STOP", policy, null)),
        properties,
        new FixGate(properties, _ -> {}));
  }

  private final class Storing implements FixSink {
    @Override
    public void take(FixSession session, String lane, long number, String raw)
        throws InterruptedException {
      storing.countDown();
      committed.await();
      if (!isCommitted) {
        throw new NotStoredException("no database");
      }
      stored.add(number);
    }

    @Override
    public void gap(FixSession session, String lane, long first, long last, String raw) {
      throw new AssertionError("no number is missing");
    }

    @Override
    public void end() {
      ending.countDown();
    }

    @Override
    public void refused(String reason) {}
  }
}
