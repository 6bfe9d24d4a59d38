package dev.tradewitness.capture.sources;

import dev.tradewitness.kit.threads.AsideStop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// The life of one door: opened for the sources that the file names, opened anew when the file
/// names others, closed at the end. A door that is blocked is tried again at every look at the
/// file, and is a trouble until it is open.
public final class DoorLifecycle<S> implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(DoorLifecycle.class);

  private final String name;
  private final SourceDoor<S> door;
  private final Sources sources;
  private final SourceTroubles troubles;
  private final boolean enabled;

  /// What the door is open for; null while it is closed.
  private @Nullable S opened;

  /// Whether the door's trouble is that it cannot be opened. One that the door itself tells of
  /// while it is open is the door's to end.
  private boolean blocked;

  private boolean running;

  /// @param name of the door, as in the names of its sources
  /// @param enabled whether it is opened at all
  public DoorLifecycle(
      String name, SourceDoor<S> door, Sources sources, SourceTroubles troubles, boolean enabled) {
    this.name = name;
    this.door = door;
    this.sources = sources;
    this.troubles = troubles;
    this.enabled = enabled;
    sources.onChange(this::take);
  }

  private synchronized void take(SourcesFile file) {
    if (!running) {
      return;
    }
    if (door.named(file).equals(opened)) {
      door.keep(file);
    } else {
      close();
      open(file);
    }
  }

  @Override
  public synchronized void start() {
    if (!running) {
      open(sources.current());
      running = true;
    }
  }

  /// @throws RuntimeException when the door cannot be opened, and nothing but a change of this
  ///   service's settings or sources can help
  private void open(SourcesFile file) {
    S wanted = door.named(file);
    try {
      door.open(wanted, file);
    } catch (DoorBlockedException e) {
      sources.tellAgain();
      blocked = true;
      if (troubles.began(name, e.reason())) {
        log.atError()
            .addKeyValue("door", name)
            .addKeyValue("reason", e.reason())
            .setCause(e)
            .log("the door cannot be opened; it is tried again");
      }
      return;
    } catch (RuntimeException | Error e) {
      closeAfter(e);
      throw e;
    }
    opened = wanted;
    if (unblocked()) {
      log.atInfo().addKeyValue("door", name).log("the door is open");
    }
  }

  /// What was opened of it before it failed must not stay open.
  private void closeAfter(Throwable failure) {
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  /// @return whether it was blocked
  private boolean unblocked() {
    boolean was = blocked;
    if (was) {
      troubles.ended(name);
    }
    blocked = false;
    return was;
  }

  private void close() {
    opened = null;
    door.close();
  }

  /// On a thread of its own: what the door waits for must not use up the time of the others.
  @Override
  public void stop(Runnable done) {
    AsideStop.run(name + "-stop", this::stop, done);
  }

  @Override
  public synchronized void stop() {
    running = false;
    close();
    unblocked();
  }

  @Override
  public synchronized boolean isRunning() {
    return running;
  }

  @Override
  public boolean isAutoStartup() {
    return enabled;
  }

  /// As the other doors of other systems: opened behind the committer, closed before it.
  @Override
  public int getPhase() {
    return DEFAULT_PHASE - 100;
  }
}
