package dev.tradewitness.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoadTest {

  private static final class Counting implements Traffic {
    final AtomicInteger answered = new AtomicInteger();
    final AtomicInteger lost = new AtomicInteger();
    private final int max;
    private int sent;

    Counting(int max) {
      this.max = max;
    }

    @Override
    public boolean next(Request request) {
      if (sent == max) {
        return false;
      }
      request.post("/orders", "{\"n\":" + sent++ + "}");
      return true;
    }

    @Override
    public void answered(Request request, ResponseParser response) {
      answered.incrementAndGet();
    }

    @Override
    public void lost(Request request) {
      lost.incrementAndGet();
    }
  }

  @Test
  void aClosedLoopSendsEverythingAndCountsEveryAnswerByItsCode() throws Exception {
    try (var server = new SlowServer(LoadTest::statusOfTen)) {
      var traffic = new Counting(500);
      var tally = new Tally();
      long sent = load(server, traffic, new Pace.Closed(8), tally).run();
      var counted = tally.interval();
      assertThat(sent).isEqualTo(500);
      assertThat(traffic.answered).hasValue(500);
      assertThat(counted.latency().getTotalCount()).isEqualTo(400);
      assertThat(counted.errors()).isEqualTo(Map.of("500", 50L, "503 OVERLOADED", 50L));
      assertThat(server.requests()).isEqualTo(500);
    }
  }

  private static int statusOfTen(int number) {
    return switch (number % 10) {
      case 0 -> 503;
      case 1 -> 500;
      default -> 200;
    };
  }

  @Test
  void anOpenLoopCountsAStallForEveryRequestThatWasDueInIt() throws Exception {
    // One stall of 500 ms on the only connection: of the 100 requests that are due in it, all but
    // one find no connection. A closed loop sees a single slow answer.
    SlowServer.Behaviour stall =
        number -> {
          if (number == 50) {
            Thread.sleep(500);
          }
          return 200;
        };
    try (var server = new SlowServer(stall)) {
      var tally = new Tally();
      load(server, new Counting(400), new Pace.Open(200, 1), tally).run();
      var latency = tally.interval().latency();
      assertThat(latency.getTotalCount()).isEqualTo(400);
      long late = latency.getCountBetweenValues(100_000_000, Tally.LATENCY_NANOS_MAX);
      assertThat(late).isBetween(60L, 160L);
      // The generator's share: such a request was written late, and no other was.
      var sentLate = tally.late();
      assertThat(sentLate.getTotalCount()).isEqualTo(400);
      assertThat(sentLate.getCountBetweenValues(100_000_000, Tally.LATENCY_NANOS_MAX))
          .isBetween(60L, 160L);
      assertThat(tally.late().getTotalCount()).isZero();
    }
    try (var server = new SlowServer(stall)) {
      var tally = new Tally();
      load(server, new Counting(400), new Pace.Closed(1), tally).run();
      var latency = tally.interval().latency();
      assertThat(latency.getCountBetweenValues(400_000_000, Tally.LATENCY_NANOS_MAX)).isOne();
    }
  }

  @Test
  void anOpenLoopKeepsItsRate() throws Exception {
    try (var server = new SlowServer(number -> 200)) {
      var tally = new Tally();
      long began = System.nanoTime();
      load(server, new Counting(300), new Pace.Open(300, 16), tally).run();
      assertThat((System.nanoTime() - began) / 1e9).isBetween(0.95, 3.0);
      assertThat(tally.interval().latency().getTotalCount()).isEqualTo(300);
    }
  }

  @Test
  void anOpenLoopSendsNothingThatIsDueAfterItsTime() throws Exception {
    // No answer wakes the thread that looks at the clock: only its tick does, 50 ms too late.
    SlowServer.Behaviour slow =
        number -> {
          Thread.sleep(300);
          return 200;
        };
    try (var server = new SlowServer(slow)) {
      var bounds = Bounds.of(Duration.ofMillis(150));
      var load =
          new Load(
              server.port(), new Counting(1_000), new Pace.Open(400, 128), bounds, new Tally());
      assertThat(load.run()).isBetween(1L, 60L);
    }
  }

  @Test
  void aRequestIsDueByItsNumberAlone() {
    var pace = new Pace.Open(2_000, 1);
    assertThat(pace.dueNanos(0)).isZero();
    assertThat(pace.dueNanos(1)).isEqualTo(500_000);
    assertThat(pace.dueNanos(20_000_000)).isEqualTo(10_000_000_000_000L);
  }

  @Test
  void anAnswerThatDoesNotComeIsATimeoutAndTheLoadEnds() throws Exception {
    SlowServer.Behaviour never =
        number -> {
          Thread.sleep(30_000);
          return 200;
        };
    try (var server = new SlowServer(never)) {
      var traffic = new Counting(3);
      var tally = new Tally();
      var bounds = new Bounds(Duration.ofSeconds(1), 3, Duration.ofMillis(300));
      new Load(server.port(), traffic, new Pace.Closed(2), bounds, tally).run();
      assertThat(tally.interval().errors()).containsKey("timeout");
      assertThat(traffic.lost).hasPositiveValue();
      assertThat(traffic.answered).hasValue(0);
    }
  }

  @Test
  void aServerThatIsNotThereFailsAtOnce() throws Exception {
    int port;
    try (var server = new SlowServer(number -> 200)) {
      port = server.port();
    }
    var load =
        new Load(
            port,
            new Counting(1),
            new Pace.Closed(1),
            Bounds.of(Duration.ofSeconds(5)),
            new Tally());
    assertThatThrownBy(load::run).isInstanceOf(IOException.class);
  }

  @Test
  void pacesBeyondTheirBoundsAreRefused() {
    assertThatThrownBy(() -> new Pace.Closed(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Pace.Closed(100_000)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Pace.Open(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Pace.Open(Double.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Load load(SlowServer server, Traffic traffic, Pace pace, Tally tally) {
    return new Load(server.port(), traffic, pace, Bounds.of(Duration.ofSeconds(20)), tally);
  }
}
