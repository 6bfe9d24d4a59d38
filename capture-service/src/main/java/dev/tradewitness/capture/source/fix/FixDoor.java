package dev.tradewitness.capture.source.fix;

import dev.tradewitness.capture.sources.Sources;
import dev.tradewitness.capture.sources.SourcesFile;
import dev.tradewitness.capture.sources.SourcesFile.FixSession;
import dev.tradewitness.kit.threads.AsideStop;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import quickfix.ConfigError;
import quickfix.RuntimeError;

/// Accepts the FIX sessions of the sources file, and others when it changes. Closed while it names
/// none.
final class FixDoor implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(FixDoor.class);

  private final FixStore store;
  private final Sources sources;
  private final FixProperties properties;
  private List<FixSession> sessions = List.of();
  private @Nullable FixAcceptor acceptor;
  private boolean running;

  FixDoor(FixStore store, Sources sources, FixProperties properties) {
    this.store = store;
    this.sources = sources;
    this.properties = properties;
    sources.onChange(this::take);
  }

  private synchronized void take(SourcesFile file) {
    if (!running) {
      return;
    }
    if (file.fix().equals(sessions)) {
      store.setSourcesDigest(file.digest());
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

  /// @throws IllegalStateException when they cannot be accepted; then none is
  private void open(SourcesFile file) {
    List<FixSession> wanted = file.fix();
    store.setSourcesDigest(file.digest());
    if (!wanted.isEmpty()) {
      if (properties.storeFolder() == null) {
        throw new IllegalStateException(
            "the sources name FIX sessions, and tradewitness.capture.fix.store-folder is not set");
      }
      accept(wanted);
    }
    sessions = wanted;
  }

  private void accept(List<FixSession> wanted) {
    try {
      var gate = new FixGate(properties, store::refused);
      FixAcceptor fresh = FixEngine.of(store, wanted, properties, gate);
      acceptor = fresh;
      fresh.start();
      log.atInfo()
          .addKeyValue("port", properties.port())
          .addKeyValue("sessions", wanted.stream().map(FixSession::name).toList())
          .log("FIX sessions are accepted");
    } catch (ConfigError | RuntimeError e) {
      close();
      throw new IllegalStateException("FIX sessions cannot be accepted: " + e.getMessage(), e);
    }
  }

  private void close() {
    if (acceptor != null) {
      acceptor.stop(); // says goodbye to each session
      acceptor = null;
    }
    sessions = List.of();
  }

  /// On a thread of its own: the goodbyes must not use up the time of the other doors.
  @Override
  public void stop(Runnable done) {
    AsideStop.run("fix-stop", this::stop, done);
  }

  @Override
  public synchronized void stop() {
    running = false;
    close();
  }

  @Override
  public synchronized boolean isRunning() {
    return running;
  }

  /// As the other doors of other systems: opened behind the committer, closed before it.
  @Override
  public int getPhase() {
    return DEFAULT_PHASE - 100;
  }
}
