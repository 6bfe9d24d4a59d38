package dev.tradewitness.capture.source.fix;

import dev.tradewitness.capture.sources.DoorBlockedException;
import dev.tradewitness.capture.sources.SourceDoor;
import dev.tradewitness.capture.sources.SourcesFile;
import dev.tradewitness.capture.sources.SourcesFile.FixSession;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quickfix.ConfigError;
import quickfix.RuntimeError;

/// Accepts the FIX sessions of the sources file. Closed while it names none.
final class FixDoor implements SourceDoor<List<FixSession>> {

  private static final Logger log = LoggerFactory.getLogger(FixDoor.class);
  private static final String PORT_NOT_BOUND = "PORT_NOT_BOUND";
  private static final String STORE_NOT_WRITABLE = "STORE_NOT_WRITABLE";

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
    requireStoreFolder();
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
      String outside = outside(e);
      if (outside != null) {
        throw new DoorBlockedException(outside, e);
      }
      throw new IllegalStateException("FIX sessions cannot be accepted: " + e.getMessage(), e);
    }
  }

  /// What came in the way after it was looked for; null when nothing outside did.
  private static @Nullable String outside(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return PORT_NOT_BOUND;
      }
      if (cause instanceof IOException) { // of the sessions' files: only they have others
        return STORE_NOT_WRITABLE;
      }
    }
    return null;
  }

  private void requireStoreFolder() {
    Path folder = properties.storeFolder();
    if (folder == null) {
      throw new DoorBlockedException(
          "NO_STORE_FOLDER",
          new IllegalStateException(
              "the sources name FIX sessions, and tradewitness.capture.fix.store-folder is not set"));
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new DoorBlockedException(STORE_NOT_WRITABLE, e);
    }
    if (!Files.isWritable(folder)) {
      throw new DoorBlockedException(
          STORE_NOT_WRITABLE, new AccessDeniedException(folder.toString()));
    }
  }

  /// QuickFIX/J would open every session's files before it tries.
  private void requireFreePort() {
    try {
      new ServerSocket(properties.port(), 1, InetAddress.getByName(properties.address())).close();
    } catch (IOException e) {
      throw new DoorBlockedException(PORT_NOT_BOUND, e);
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
