package dev.tradewitness.benchmarks.impact;

import dev.tradewitness.client.Tradewitness;
import dev.tradewitness.client.event.EventWriter;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.event.PolicyId;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Has as many events captured as the order server would, but from the load generator's process: no
/// order meets them, and capture-service has the same work.
final class EventsBeside {
  private final URI capture;
  private final Path spool;
  private final String prefix;
  private final double rate;
  private final EventWriter events;
  private volatile boolean logging;
  private @Nullable Thread thread;
  private int number;

  EventsBeside(URI capture, Path spool, PolicyId policy, String prefix, double rate) {
    this.capture = capture;
    this.spool = spool;
    this.prefix = prefix;
    this.rate = rate;
    this.events = new EventWriter(policy, "SILVER", "BEST_EFFORT", InstantSource.system());
  }

  void start() throws IOException {
    var client = Tradewitness.builder(capture, spool).open();
    logging = true;
    thread = Thread.ofPlatform().name("beside").start(() -> log(client));
  }

  /// Returns when what it has logged is stored, or the client's patience is over.
  void stop() throws InterruptedException {
    logging = false;
    if (thread != null) {
      LockSupport.unpark(thread);
      thread.join();
      thread = null;
    }
  }

  private void log(Tradewitness client) {
    try (client) {
      long start = System.nanoTime();
      for (long sent = 0; logging; sent++) {
        long wait = start + (long) (sent * (1e9 / rate)) - System.nanoTime();
        if (wait > 0) {
          LockSupport.parkNanos(wait);
        }
        client.log(events.write("ORD", JsonObject.builder().put("trade_data", order()).build()));
      }
    }
  }

  private JsonObject order() {
    try {
      return Json.parseObject(
          ImpactOrders.order(prefix, number++).getBytes(StandardCharsets.UTF_8), JsonLimits.ORDER);
    } catch (JsonRefusedException e) {
      throw new IllegalStateException("an order of this program is not JSON", e);
    }
  }
}
