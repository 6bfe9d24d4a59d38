package dev.tradewitness.capture.source.ldjson;

import dev.tradewitness.capture.intake.Intake;
import dev.tradewitness.capture.sources.SourceTroubles;
import dev.tradewitness.kit.threads.AsideStop;
import dev.tradewitness.kit.threads.VitalTask;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/// Takes clients in, so many at a time, and sees them out when the service stops. A way in that
/// cannot be opened is tried again, and is a trouble until it is open; the others are open
/// meanwhile.
public final class LdjsonDoor implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(LdjsonDoor.class);
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final String NAME = "ldjson";

  private final List<Opening> openings;
  private final LdjsonConnection.Terms terms;
  private final Intake intake;
  private final LdjsonProperties properties;
  private final SourceTroubles troubles;
  private final Semaphore room;
  private final Set<LdjsonConnection> connections = ConcurrentHashMap.newKeySet();
  private final Semaphore places;
  private final List<Opening> unopened = new ArrayList<>();
  private volatile boolean blocked;
  private volatile List<Listener> listeners = List.of();
  private volatile boolean stopping;
  private @Nullable ScheduledExecutorService watch;

  /// Opens one way in.
  interface Opening {
    Listener open() throws IOException;
  }

  LdjsonDoor(
      List<Opening> openings,
      LdjsonConnection.Terms terms,
      Intake intake,
      LdjsonProperties properties,
      SourceTroubles troubles) {
    this.openings = openings;
    this.terms = terms;
    this.intake = intake;
    this.properties = properties;
    this.troubles = troubles;
    this.room = new Semaphore((int) properties.sizeOfAllMax().toBytes(), true);
    this.places = new Semaphore(properties.connectionsMax());
  }

  /// The TCP port, or -1 when there is none.
  public int port() {
    return listeners.stream()
        .mapToInt(Listener::port)
        .filter(port -> port > 0)
        .findAny()
        .orElse(-1);
  }

  /// Clients that are connected, or whose lines are not all settled.
  int connections() {
    return connections.size();
  }

  @Override
  public synchronized void start() {
    stopping = false;
    unopened.clear();
    unopened.addAll(openings);
    try {
      openRest();
    } catch (RuntimeException e) {
      stopping = true;
      closeListeners();
      throw e;
    }
    var timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("ldjson-watch").factory());
    var _ =
        timer.scheduleWithFixedDelay(
            VitalTask.of(this::checkTimes),
            LOOK.toMillis(),
            LOOK.toMillis(),
            TimeUnit.MILLISECONDS);
    var _ =
        timer.scheduleWithFixedDelay(
            VitalTask.of(this::tryAgain),
            RETRY.toMillis(),
            RETRY.toMillis(),
            TimeUnit.MILLISECONDS);
    watch = timer;
  }

  /// Opens what is not open yet.
  private void openRest() {
    IOException first = null;
    for (Iterator<Opening> rest = unopened.iterator(); rest.hasNext(); ) {
      try {
        Listener listener = rest.next().open();
        rest.remove();
        begin(listener);
      } catch (IOException e) {
        first = first == null ? e : first;
      }
    }
    blocked = first != null;
    if (first != null) {
      tell(first);
    } else if (troubles.ended(NAME)) {
      log.atInfo().log("every way into the LDJSON door is open");
    }
  }

  private void begin(Listener listener) {
    var open = new ArrayList<>(listeners);
    open.add(listener);
    listeners = List.copyOf(open);
    Thread.ofPlatform()
        .daemon()
        .name("ldjson-" + listener.name())
        .start(VitalTask.until(() -> stopping, () -> acceptAll(listener)));
    log.atInfo()
        .addKeyValue("listener", listener.name())
        .addKeyValue("port", listener.port())
        .log("LDJSON door open");
  }

  private void tell(IOException failure) {
    String reason = failure instanceof BindException ? "PORT_NOT_BOUND" : "SOCKET_NOT_MADE";
    if (troubles.began(NAME, reason)) {
      log.atError()
          .addKeyValue("reason", reason)
          .setCause(failure)
          .log("the LDJSON door cannot be opened; it is tried again");
    }
  }

  private void tryAgain() {
    if (!blocked || stopping) {
      return; // without the lock, which the stop holds while connections end
    }
    synchronized (this) {
      if (stopping) {
        return;
      }
      try {
        openRest();
      } catch (IllegalStateException e) {
        // Somebody's file or socket is at the path by now: at the start it would have ended that.
        log.atDebug().setCause(e).log("the LDJSON door cannot be opened yet");
      }
    }
  }

  private void checkTimes() {
    long now = System.nanoTime();
    connections.forEach(connection -> connection.checkTime(now));
  }

  private void acceptAll(Listener listener) {
    while (!stopping) {
      Wire wire;
      try {
        wire = listener.accept();
      } catch (IOException e) {
        if (!listener.isOpen()) {
          return; // closed by the stop, or else the end of this service's readiness
        }
        log.atWarn().setCause(e).log("a client was not taken");
        pause(); // as when there are no file descriptors left
        continue;
      }
      if (places.tryAcquire()) {
        take(wire);
      } else {
        terms.meters().ended(Ending.LIMIT);
        wire.cut();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(Wire wire) {
    var bell = new Bell();
    var window = new LineWindow(properties.linesMax(), properties.sizeMax().toBytes(), room, bell);
    var connection =
        new LdjsonConnection(
            wire,
            terms,
            window,
            progress -> new LineSettler(window, bell, intake, terms.meters(), progress));
    connections.add(connection);
    Thread.ofVirtual().name("ldjson-reader").start(connection::read);
    Thread.ofVirtual()
        .name("ldjson-settler")
        .start(() -> {
          try {
            connection.settle();
          } finally {
            connections.remove(connection);
            places.release();
          }
        });
    if (stopping) { // it may have been missed
      connection.end(Ending.STOPPED);
    }
  }

  /// Beside the web server, which has the same time for its requests.
  @Override
  public void stop(Runnable done) {
    AsideStop.run("ldjson-stop", this::stop, done);
  }

  /// Takes nobody any more, lets every connection settle what it has read, then closes.
  @Override
  public synchronized void stop() {
    stopping = true;
    closeListeners();
    blocked = false;
    troubles.ended(NAME);
    connections.forEach(connection -> connection.end(Ending.STOPPED));
    try {
      awaitNoConnection(properties.drain());
      connections.forEach(connection -> connection.abandon(Ending.STOPPED));
      awaitNoConnection(LOOK.multipliedBy(4));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (watch != null) {
      watch.shutdownNow();
      watch = null;
    }
  }

  private void closeListeners() {
    for (Listener listener : listeners) {
      try {
        listener.close();
      } catch (IOException e) {
        log.atWarn().addKeyValue("listener", listener.name()).setCause(e).log("not closed");
      }
    }
    listeners = List.of();
  }

  private void awaitNoConnection(Duration patience) throws InterruptedException {
    if (places.tryAcquire(properties.connectionsMax(), patience.toNanos(), TimeUnit.NANOSECONDS)) {
      places.release(properties.connectionsMax());
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return watch != null;
  }

  /// Open after the committer and the spool, closed before them.
  @Override
  public int getPhase() {
    return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
  }
}
