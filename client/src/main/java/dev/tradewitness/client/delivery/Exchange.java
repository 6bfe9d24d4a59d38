package dev.tradewitness.client.delivery;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The one request under way: how many events it has, and how long its answer may take. For the
/// sender's thread.
final class Exchange {

  private final Door door;
  private final int eventsMax;
  private final Duration timeout;
  private final LongSupplier nanos;
  private @Nullable CompletableFuture<Answer> request;
  private long requestedAt;
  private int size;

  /// Most events of the next request: fewer while capture takes no request as large.
  private int sizeMax;

  Exchange(Door door, DeliveryBounds bounds, LongSupplier nanos) {
    this.door = door;
    this.eventsMax = bounds.batchEvents();
    this.timeout = bounds.requestTimeout();
    this.nanos = nanos;
    this.sizeMax = eventsMax;
  }

  boolean isOut() {
    return request != null;
  }

  /// How many events the last request had.
  int size() {
    return size;
  }

  /// Sends the first ones of these.
  void send(List<Submission> oldest) {
    size = Math.min(sizeMax, oldest.size());
    requestedAt = nanos.getAsLong();
    request = door.send(oldest.subList(0, size).stream().map(Submission::event).toList());
  }

  /// The answer, once; null while there is none. A request whose time is over is ended.
  @Nullable Answer arrived() {
    CompletableFuture<Answer> answer = request;
    if (answer == null) {
      return null;
    }
    if (answer.isDone()) {
      request = null;
      return answer.state() == Future.State.SUCCESS
          ? answer.resultNow()
          : new Answer.Failed("the request ended without an answer", Duration.ZERO);
    }
    if (nanos.getAsLong() - requestedAt < timeout.toNanos()) {
      return null;
    }
    cancel();
    return new Answer.Failed("no whole answer in " + timeout, Duration.ZERO);
  }

  /// Ends the request under way, if there is one.
  void cancel() {
    if (request != null) {
      request.cancel(true);
      request = null;
    }
  }

  /// Makes the next request half as large as the last one.
  ///
  /// @return false when that had one event only
  boolean halve() {
    if (size <= 1) {
      return false;
    }
    sizeMax = size / 2;
    return true;
  }

  /// Capture takes requests again.
  void succeeded() {
    sizeMax = eventsMax;
  }
}
