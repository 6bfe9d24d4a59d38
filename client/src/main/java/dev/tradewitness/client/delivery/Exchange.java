package dev.tradewitness.client.delivery;

import dev.tradewitness.client.event.Event;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The one request under way: how many events it has, how long its answer may take, and whether
/// something on the way refuses it or everything. For the sender's thread.
final class Exchange {

  private final Door door;
  private final int eventsMax;
  private final Duration timeout;
  private final LongSupplier nanos;
  private @Nullable CompletableFuture<Answer> request;
  private long requestedAt;
  private int size;

  /// What the request under way, which has no events, is to explain.
  private Answer.@Nullable Blocked blocked;

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
    begin(oldest.subList(0, size).stream().map(Submission::event).toList());
  }

  private void begin(List<Event> events) {
    requestedAt = nanos.getAsLong();
    request = door.send(events);
  }

  /// The answer, once; null while there is none. A request whose time is over is ended.
  ///
  /// [Answer.Blocked] only after capture has answered a request without events on the same way, so
  /// that it is about this request and not about every one.
  @Nullable Answer arrived() {
    Answer answer = next();
    Answer.Blocked suspected = blocked;
    if (answer == null) {
      return null;
    }
    if (suspected != null) {
      blocked = null;
      return isCaptures(answer) ? suspected : everyOne(suspected, answer);
    }
    if (answer instanceof Answer.Blocked now) {
      blocked = now;
      begin(List.of());
      return null;
    }
    return answer;
  }

  private static boolean isCaptures(Answer withoutEvents) {
    return withoutEvents instanceof Answer.Whole || withoutEvents instanceof Answer.Judged;
  }

  private static Answer everyOne(Answer.Blocked request, Answer withoutEvents) {
    String other =
        switch (withoutEvents) {
          case Answer.Blocked(var status, _) -> "HTTP " + status;
          case Answer.Failed(var reason, _) -> reason;
          case Answer.Whole _, Answer.Judged _ -> throw new IllegalStateException("capture's");
        };
    return new Answer.Failed(
        "HTTP %d, not from capture; without events: %s".formatted(request.status(), other),
        request.retryAfter());
  }

  private @Nullable Answer next() {
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
