package dev.tradewitness.benchmarks.orderserver;

import dev.tradewitness.client.Tradewitness;
import dev.tradewitness.client.delivery.Counters;
import dev.tradewitness.client.event.EventWriter;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.event.PolicyId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// The Java client in the order server. There is none between [#close] and [#open], so the server
/// without it does not even have its thread.
final class CapturePoint {
  private final URI capture;
  private final Path spool;
  private final EventWriter events;
  private final OrderFigures figures;

  /// Written by the control thread only; a request reads it once.
  private volatile @Nullable Tradewitness client;

  CapturePoint(URI capture, Path spool, PolicyId policy, OrderFigures figures) {
    this.capture = capture;
    this.spool = spool;
    this.events = writer(policy);
    this.figures = figures;
  }

  static EventWriter writer(PolicyId policy) {
    return new EventWriter(policy, "SILVER", "BEST_EFFORT", InstantSource.system());
  }

  void open() throws IOException {
    if (client != null) {
      throw new IllegalStateException("the client is open");
    }
    client = Tradewitness.builder(capture, spool).open();
  }

  /// @return what became of the events since it was opened; nothing when it was not
  @Nullable Counters close() {
    var closing = client;
    client = null;
    if (closing == null) {
      return null;
    }
    closing.close();
    return closing.counters();
  }

  /// On the thread of the request.
  void log(JsonObject order) {
    var open = client;
    if (open == null) {
      return;
    }
    long start = System.nanoTime();
    open.log(events.write("ORD", JsonObject.builder().put("trade_data", order).build()));
    figures.called(System.nanoTime() - start);
  }
}
