package dev.tradewitness.benchmarks.jmh;

import dev.tradewitness.client.Tradewitness;
import dev.tradewitness.client.delivery.Counters;
import dev.tradewitness.client.event.Event;
import dev.tradewitness.client.event.EventWriter;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.event.PolicyId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What the client costs the thread that logs, with a capture-service that stores the events:
/// `./tradewitness bench jmh ClientBenchmark` beside a stack on its usual ports, or with `-p
/// capture=http://…`. A run in which an event was dropped fails, since dropping is cheaper.
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 5, time = 5)
public class ClientBenchmark {

  /// After so many events the thread waits until the buffer is empty, so that the buffer's 16,384
  /// places are never full.
  private static final int BURST = 4096;

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JsonObject PAYLOAD =
      JsonObject.builder()
          .put(
              "trade_data",
              JsonObject.builder()
                  .put("order_id", "O-1")
                  .put("symbol", "AAPL")
                  .put("side", "BUY")
                  .put("order_type", "LIMIT")
                  .put("price", "185.50")
                  .put("quantity", "100")
                  .build())
          .build();

  /// Address of capture-service.
  @Param("http://127.0.0.1:8081")
  public String capture = "";

  private final EventWriter writer =
      new EventWriter(
          new PolicyId("local.tradewitness:bench-client"),
          "SILVER",
          "BEST_EFFORT",
          InstantSource.system());
  private Event event = writer.write("ORD", PAYLOAD);
  private @Nullable Tradewitness opened;
  private int inBurst;

  @Setup(Level.Trial)
  public void open() throws IOException {
    opened =
        Tradewitness.builder(URI.create(capture), Files.createTempDirectory("client-bench")).open();
  }

  private Tradewitness client() {
    return Objects.requireNonNull(opened, "JMH opens the client first");
  }

  @Setup(Level.Invocation)
  public void nextEvent() {
    event = writer.write("ORD", PAYLOAD);
    if (++inBurst == BURST) {
      inBurst = 0;
      if (!client().flush(PATIENCE)) {
        throw new IllegalStateException("events left neither for capture nor for the disk");
      }
    }
  }

  @TearDown(Level.Trial)
  public void close() {
    client().close();
    Counters counters = client().counters();
    if (counters.dropped() > 0 || counters.stored() == 0) {
      throw new IllegalStateException("expected events stored and none dropped: " + counters);
    }
  }

  /// An event that is there already.
  @Benchmark
  public boolean log() {
    return client().log(event);
  }

  /// Id, time and text of the event included.
  @Benchmark
  public boolean writeAndLog() {
    return client().log(writer.write("ORD", PAYLOAD));
  }
}
