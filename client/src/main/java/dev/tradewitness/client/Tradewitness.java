package dev.tradewitness.client;

import dev.tradewitness.client.authorize.Authorization;
import dev.tradewitness.client.authorize.AuthorizeDoor;
import dev.tradewitness.client.authorize.Order;
import dev.tradewitness.client.delivery.ClientState;
import dev.tradewitness.client.delivery.Counters;
import dev.tradewitness.client.delivery.Delivery;
import dev.tradewitness.client.delivery.Logged;
import dev.tradewitness.client.event.Event;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The client of capture-service and authorize-service. One for a process; for any number of
/// threads.
public final class Tradewitness implements AutoCloseable {

  private static final String NO_AUTHORIZE = "no address of authorize-service was given";

  private final Delivery delivery;
  private final @Nullable AuthorizeDoor authorize;
  private final Duration closePatience;
  private final @Nullable HttpClient owned;
  private final Thread atExit = new Thread(this::end, "tradewitness-exit");

  /// @param owned to be closed with this client; null for one that is the caller's
  Tradewitness(
      Delivery delivery,
      @Nullable AuthorizeDoor authorize,
      Duration closePatience,
      @Nullable HttpClient owned) {
    this.delivery = delivery;
    this.authorize = authorize;
    this.closePatience = closePatience;
    this.owned = owned;
  }

  /// @param capture address of capture-service, such as `http://127.0.0.1:8081`; or of its LDJSON
  ///   door, such as `ldjson://127.0.0.1:17000`, `ldjsons://host:17000` or `ldjson+unix:///path`
  /// @param spool folder for events while capture is away, of this process alone
  public static TradewitnessBuilder builder(URI capture, Path spool) {
    return new TradewitnessBuilder(capture, spool);
  }

  /// Hands an event over and returns at once. Never throws, never waits for the network or the
  /// disk.
  ///
  /// @return false when the event was dropped: the buffer is full, or the client is closed
  public boolean log(Event event) {
    return delivery.log(event);
  }

  /// The same, with a future that says what became of the event. It never ends with an exception;
  /// what depends on it runs on the common pool.
  public CompletableFuture<Logged> logAsync(Event event) {
    return delivery.logAsync(event);
  }

  /// Waits until it is known what became of the event.
  ///
  /// @return `Unavailable` with `NO_ANSWER_YET` when the time was over first or the thread was
  ///   interrupted; the client goes on sending the event then
  public Logged logAndWait(Event event, Duration patience) {
    return delivery.logAndWait(event, patience);
  }

  /// Asks whether an order may go. Never throws; an order may go only when the result says
  /// [Authorization#permits].
  ///
  /// @param deadline the longest wait; without an answer by then the result is `Unavailable`
  public Authorization authorize(Order order, @Nullable Duration deadline) {
    return authorize == null
        ? new Authorization.Unavailable(NO_AUTHORIZE)
        : authorize.decide(order, deadline);
  }

  /// The same without waiting: what [#authorize] would return, by the deadline at the latest. The
  /// future never ends with an exception, unless you cancel it.
  public CompletableFuture<Authorization> authorizeAsync(Order order, @Nullable Duration deadline) {
    return authorize == null
        ? CompletableFuture.completedFuture(new Authorization.Unavailable(NO_AUTHORIZE))
        : authorize.ask(order, deadline);
  }

  /// Waits until every event that was logged before is stored, refused or on a disk.
  ///
  /// @return false when the time was over first, or the thread was interrupted
  public boolean flush(Duration patience) {
    return delivery.flush(patience);
  }

  public ClientState state() {
    return delivery.state();
  }

  /// Why the last request failed; null when it did not, or none was sent.
  public @Nullable String failure() {
    return delivery.failure();
  }

  public Counters counters() {
    return delivery.counters();
  }

  /// A process that is stopped by SIGTERM puts its last events on the disk, too.
  Tradewitness closedAtExit() {
    Runtime.getRuntime().addShutdownHook(atExit);
    return this;
  }

  /// Takes no event any more, sends what is in memory for at most the builder's `closePatience`,
  /// and puts the rest on the disk. When the process ends without it, it is done then. Returns at
  /// the latest 10 s after `closePatience`, also when the listener or the disk holds the sender up.
  @Override
  public void close() {
    if (!end()) {
      return; // the process must still wait for the sender
    }
    try {
      boolean _ = Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The process is ending already, so the hook is run and finds nothing to do.
    }
  }

  /// @return whether the sender has ended
  private boolean end() {
    boolean ended = delivery.close(closePatience);
    if (owned != null) {
      owned.shutdownNow();
    }
    return ended;
  }
}
