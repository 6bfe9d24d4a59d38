package dev.tradewitness.capture.source.ldjson;

import dev.tradewitness.capture.intake.Intake;
import dev.tradewitness.kit.threads.AsideStop;
import dev.tradewitness.kit.threads.VitalTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
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

/// Takes clients in, so many at a time, and sees them out when the service stops.
public final class LdjsonDoor implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(LdjsonDoor.class);
  private static final Duration LOOK = Duration.ofMillis(250);

  private final List<Opening> openings;
  private final LdjsonConnection.Terms terms;
  private final Intake intake;
  private final LdjsonProperties properties;
  private final Semaphore room;
  private final Set<LdjsonConnection> connections = ConcurrentHashMap.newKeySet();
  private final Semaphore places;
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
      LdjsonProperties properties) {
    this.openings = openings;
    this.terms = terms;
    this.intake = intake;
    this.properties = properties;
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
    try {
      listeners = openAll(openings);
    } catch (IOException e) {
      throw new UncheckedIOException("the LDJSON door cannot be opened: " + e.getMessage(), e);
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
    watch = timer;
    for (Listener listener : listeners) {
      Thread.ofPlatform()
          .daemon()
          .name("ldjson-" + listener.name())
          .start(VitalTask.until(() -> stopping, () -> acceptAll(listener)));
      log.atInfo()
          .addKeyValue("listener", listener.name())
          .addKeyValue("port", listener.port())
          .log("LDJSON door open");
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

  /// What is open when one of them cannot be opened is closed again.
  private static List<Listener> openAll(List<Opening> openings) throws IOException {
    var opened = new ArrayList<Listener>();
    try {
      for (Opening opening : openings) {
        opened.add(opening.open());
      }
      return List.copyOf(opened);
    } catch (IOException | RuntimeException e) {
      for (Listener listener : opened) {
        listener.close();
      }
      throw e;
    }
  }
}
