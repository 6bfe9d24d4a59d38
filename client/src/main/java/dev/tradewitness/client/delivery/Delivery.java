package dev.tradewitness.client.delivery;

import dev.tradewitness.client.event.Event;
import dev.tradewitness.client.spool.FileSpool;
import dev.tradewitness.client.spool.SpoolBounds;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Takes events from any thread and brings them to capture. Nothing here throws into a thread that
/// logs, or makes it wait, but for the forms that say so.
public final class Delivery implements AutoCloseable {

  private static final Duration PATIENCE_MAX = Duration.ofDays(365);
  private static final Duration END_PATIENCE = Duration.ofSeconds(10);

  private final Tally tally = new Tally();
  private final Notices notices;
  private final EventBuffer buffer;
  private final FileSpool spool;
  private final Door door;
  private final SenderThread thread;
  private volatile boolean isClosed;

  /// What a delivery needs beside its bounds.
  ///
  /// @param capture address of capture-service: HTTP, or LDJSON
  /// @param ldjson how the LDJSON door is spoken to
  /// @param spool folder of this client alone
  /// @param nanos time that runs evenly, such as `System::nanoTime`
  public record Parts(
      HttpClient http,
      URI capture,
      LdjsonSettings ldjson,
      Path spool,
      ClientListener listener,
      LongSupplier nanos,
      RandomGenerator random) {}

  private Delivery(Parts parts, DeliveryBounds bounds, FileSpool spool) {
    this.spool = spool;
    this.notices = new Notices(parts.listener, tally);
    this.buffer = new EventBuffer(bounds.bufferEvents(), bounds.bufferBytes());
    this.door = door(parts, bounds);
    var sender =
        new Sender(
            buffer,
            new Shelf(spool, notices, parts.nanos),
            events -> wakingSender(door.send(events)),
            bounds,
            new Backoff(bounds.backoffFirst(), bounds.backoffMax(), parts.random),
            notices,
            parts.nanos);
    this.thread = new SenderThread(sender, tally, bounds.linger(), this::closeSpool);
  }

  private static Door door(Parts parts, DeliveryBounds bounds) {
    return LdjsonAddress.isLdjson(parts.capture)
        ? new LdjsonDoor(LdjsonAddress.of(parts.capture), parts.ldjson, parts.nanos)
        : new HttpDoor(parts.http, parts.capture, bounds.requestTimeout());
  }

  /// @throws IllegalArgumentException for an address of LDJSON that is none
  public static boolean isLdjson(URI capture) {
    boolean isLdjson = LdjsonAddress.isLdjson(capture);
    if (isLdjson) {
      LdjsonAddress _ = LdjsonAddress.of(capture);
    }
    return isLdjson;
  }

  private CompletableFuture<Answer> wakingSender(CompletableFuture<Answer> answer) {
    var _ = answer.whenComplete((_, _) -> thread.wake());
    return answer;
  }

  /// Opens the spool and begins to send what an earlier process left in it.
  ///
  /// @throws IOException when the spool's folder cannot be used
  /// @throws IllegalArgumentException when the spool has no room for the events of one request
  public static Delivery open(Parts parts, DeliveryBounds bounds, SpoolBounds spoolBounds)
      throws IOException {
    if (!spoolBounds.hold(bounds.batchEvents(), bounds.batchBytes())) {
      // Such a batch would find the disk full for ever.
      throw new IllegalArgumentException(
          "a spool of %d bytes cannot hold a request of %d events and %d bytes"
              .formatted(spoolBounds.bytesMax(), bounds.batchEvents(), bounds.batchBytes()));
    }
    var delivery = new Delivery(parts, bounds, FileSpool.open(parts.spool, spoolBounds));
    delivery.thread.start();
    return delivery;
  }

  /// Hands an event over and returns at once.
  ///
  /// @return false when it was dropped, which is also counted and told to the listener
  public boolean log(Event event) {
    return offer(event, null);
  }

  /// The same, with a future that says what became of the event. It never ends with an exception.
  public CompletableFuture<Logged> logAsync(Event event) {
    var promise = new CompletableFuture<Logged>();
    if (!offer(event, promise)) {
      promise.complete(
          new Logged.Unavailable(isClosed ? Logged.Reason.CLOSED : Logged.Reason.BUFFER_FULL));
    }
    return promise;
  }

  /// Waits until it is known what became of the event, at most for a time.
  public Logged logAndWait(Event event, Duration patience) {
    CompletableFuture<Logged> promise = logAsync(event);
    thread.wake();
    try {
      return promise.get(nanos(patience), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException e) {
      // The outcome below says so.
    }
    return new Logged.Unavailable(Logged.Reason.NO_ANSWER_YET);
  }

  /// However long somebody is ready to wait: no exception for a number out of range.
  private static long nanos(Duration patience) {
    if (patience.isNegative()) {
      return 0;
    }
    return patience.compareTo(PATIENCE_MAX) > 0 ? PATIENCE_MAX.toNanos() : patience.toNanos();
  }

  private boolean offer(Event event, @Nullable CompletableFuture<Logged> promise) {
    tally.add(Tally.Of.LOGGED);
    try {
      if (buffer.offer(event, promise)) {
        return true;
      }
    } catch (RuntimeException e) {
      // A fault of ours, or null for an event; the thread that logs trades and must go on.
      tally.add(Tally.Of.FAULT);
    }
    tally.add(Tally.Of.DROPPED);
    return false;
  }

  /// Waits until every event that was logged before is stored, refused or on a disk.
  ///
  /// @return false when the time was over first, or the thread was interrupted
  public boolean flush(Duration patience) {
    return thread.awaitReleased(buffer.putIn(), nanos(patience));
  }

  public ClientState state() {
    return notices.state();
  }

  /// Why the last request failed; null when it did not, or none was sent.
  public @Nullable String failure() {
    return notices.failure();
  }

  public Counters counters() {
    return new Counters(
        tally.get(Tally.Of.LOGGED),
        tally.get(Tally.Of.STORED),
        tally.get(Tally.Of.DUPLICATE),
        tally.get(Tally.Of.SPOOLED_BY_CAPTURE),
        tally.get(Tally.Of.SETTLED),
        tally.get(Tally.Of.SPOOLED),
        tally.get(Tally.Of.REFUSED),
        tally.get(Tally.Of.SET_ASIDE),
        tally.get(Tally.Of.DROPPED),
        tally.get(Tally.Of.REQUEST_FAILED),
        tally.get(Tally.Of.DISK_FAILURE),
        tally.get(Tally.Of.LISTENER_FAILURE),
        tally.get(Tally.Of.FAULT),
        Math.max(0, buffer.putIn() - thread.released()),
        spool.records(),
        spool.bytes(),
        spool.damaged(),
        spool.torn());
  }

  /// Takes no event any more, sends what is in memory for at most the time, puts the rest on the
  /// disk and ends the thread.
  ///
  /// @return whether that is done; false on the sender's thread itself, and when the listener or
  ///   the disk holds it up for 10 s more
  public boolean close(Duration patience) {
    isClosed = true;
    buffer.close();
    boolean _ = flush(patience);
    return thread.end(END_PATIENCE);
  }

  /// On the sender's thread, behind everything that uses the spool.
  private void closeSpool() {
    door.close();
    try {
      spool.close();
    } catch (IOException e) {
      // What was appended is on the disk already.
      tally.add(Tally.Of.DISK_FAILURE);
    }
  }

  @Override
  public void close() {
    boolean _ = close(Duration.ofSeconds(5));
  }
}
