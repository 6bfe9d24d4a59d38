package dev.tradewitness.quickfixj;

import static dev.tradewitness.quickfixj.Loopback.DESK;
import static dev.tradewitness.quickfixj.Loopback.PATIENCE;
import static dev.tradewitness.quickfixj.Loopback.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.client.Tradewitness;
import dev.tradewitness.client.delivery.DeliveryBounds;
import dev.tradewitness.client.spool.SpoolBounds;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A recorder whose client is in trouble, or that is itself.
class FixRecorderTest {

  @TempDir Path folder;

  @Test
  void aFullClientDropsAndTheSessionGoesOn() throws Exception {
    var bounds = DeliveryBounds.DEFAULT;
    try (Tradewitness client =
        Tradewitness.builder(URI.create("http://127.0.0.1:1"), folder.resolve("spool"))
            .bounds(
                new DeliveryBounds(
                    16,
                    1024 * 1024,
                    1,
                    64 * 1024 + 1,
                    bounds.linger(),
                    bounds.requestTimeout(),
                    bounds.backoffFirst(),
                    bounds.backoffMax()))
            .spoolBounds(SpoolBounds.ofBytes(1024 * 1024))
            .closePatience(Duration.ofMillis(1))
            .open()) {
      var recorder = new FixRecorder(client, Recording.EVENTS);
      String news = "8=FIX.4.4\u000135=B\u000134=%d\u000158=" + "x".repeat(50_000) + "\u0001";
      int number = 0;
      while (recorder.record("FIX.4.4", "DESK", news.formatted(number))) {
        assertThat(++number).as("the disk's bound is met").isLessThan(10_000);
      }

      var broker = new Peer();
      try (var _ = Loopback.open(RecordedApplication.of(new Peer(), recorder), broker)) {
        assertThat(Loopback.send(order("O-1"), DESK)).isTrue();
        await().atMost(PATIENCE).until(() -> broker.received().size() == 1);
      }
      assertThat(recorder.counts().dropped()).isPositive();
      assertThat(recorder.counts().failed()).isZero();
    }
  }

  @Test
  void aFaultOfTheRecordersIsCountedAndGoesNoFurther() throws Exception {
    try (var recording = new Recording(folder.resolve("spool"))) {
      FixRecorder recorder = recording.recorder();
      assertThat(
              recorder.record(
                  "FIX.4.4",
                  "DESK",
                  () -> {
                    throw new StackOverflowError();
                  }))
          .isFalse();
      assertThat(recorder.counts())
          .isEqualTo(new FixRecorder.Counts(1, 0, 0, 0, 1, StackOverflowError.class.getName()));
    }
  }
}
