package dev.tradewitness.capture.source.fix;

import dev.tradewitness.capture.sources.DoorBlockedException;
import dev.tradewitness.capture.sources.SourceDoor;
import dev.tradewitness.capture.sources.SourcesFile;
import dev.tradewitness.capture.sources.SourcesFile.FixSession;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quickfix.ConfigError;
import quickfix.RuntimeError;

/// Accepts the FIX sessions of the sources file. Closed while it names none.
final class FixDoor implements SourceDoor<List<FixSession>> {

  private static final Logger log = LoggerFactory.getLogger(FixDoor.class);

  private final FixStore store;
  private final FixProperties properties;
  private @Nullable FixAcceptor acceptor;

  FixDoor(FixStore store, FixProperties properties) {
    this.store = store;
    this.properties = properties;
  }

  @Override
  public List<FixSession> named(SourcesFile file) {
    return file.fix();
  }

  @Override
  public void open(List<FixSession> wanted, SourcesFile file) {
    store.setSourcesDigest(file.digest());
    if (wanted.isEmpty()) {
      return;
    }
    if (properties.storeFolder() == null) {
      throw new IllegalStateException(
          "the sources name FIX sessions, and tradewitness.capture.fix.store-folder is not set");
    }
    requireFreePort();
    store.begin();
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
      if (isTaken(e)) {
        throw new DoorBlockedException("PORT_NOT_BOUND", e); // since it was looked for
      }
      throw new IllegalStateException("FIX sessions cannot be accepted: " + e.getMessage(), e);
    }
  }

  private static boolean isTaken(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return true;
      }
    }
    return false;
  }

  /// QuickFIX/J would open every session's files before it tries.
  private void requireFreePort() {
    try {
      new ServerSocket(properties.port(), 1, InetAddress.getByName(properties.address())).close();
    } catch (IOException e) {
      throw new DoorBlockedException("PORT_NOT_BOUND", e);
    }
  }

  @Override
  public void keep(SourcesFile file) {
    store.setSourcesDigest(file.digest());
  }

  @Override
  public void close() {
    if (acceptor != null) {
      acceptor.stop(); // says goodbye to each session, and waits for what is being stored
      acceptor = null;
    }
  }
}
