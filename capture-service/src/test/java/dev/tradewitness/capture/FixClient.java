package dev.tradewitness.capture;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import quickfix.Application;
import quickfix.ApplicationAdapter;
import quickfix.CompositeLogFactory;
import quickfix.ConfigError;
import quickfix.DefaultMessageFactory;
import quickfix.FileStoreFactory;
import quickfix.LogFactory;
import quickfix.Message;
import quickfix.Session;
import quickfix.SessionID;
import quickfix.SessionNotFound;
import quickfix.SessionSettings;
import quickfix.SocketInitiator;

/// An order system that sends drop copies: QuickFIX/J's initiator, which keeps what it sent and
/// sends it again when it is asked to.
final class FixClient implements AutoCloseable {

  static final String OURS = "OMS";
  static final String THEIRS = "TRADEWITNESS";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final SessionID id;
  private final SocketInitiator initiator;

  private FixClient(SessionID id, SocketInitiator initiator) {
    this.id = id;
    this.initiator = initiator;
  }

  /// Connects, again and again when it has to.
  static FixClient connect(int port, String beginString, Path store) throws ConfigError {
    return connect(port, beginString, OURS, store);
  }

  static FixClient connect(int port, String beginString, String sender, Path store)
      throws ConfigError {
    return connect(
        port, new SessionID(beginString, sender, THEIRS), store, new ApplicationAdapter());
  }

  static FixClient connect(int port, SessionID id, Path store, Application application)
      throws ConfigError {
    var settings = new SessionSettings();
    settings.set(
        Map.of(
            "ConnectionType", "initiator",
            "SocketConnectHost", "127.0.0.1",
            "SocketConnectPort", Integer.toString(port),
            "ReconnectInterval", "1",
            "HeartBtInt", "5",
            "FileStorePath", store.toString(),
            "NonStopSession", "Y",
            "UseDataDictionary", "N"));
    settings.setString("DefaultApplVerID", "FIX.5.0SP2");
    settings.setString(id, "BeginString", id.getBeginString());
    settings.setString(id, "SenderCompID", id.getSenderCompID());
    settings.setString(id, "TargetCompID", id.getTargetCompID());
    var initiator =
        new SocketInitiator(
            application,
            new FileStoreFactory(settings),
            settings,
            new CompositeLogFactory(new LogFactory[0]), // says nothing
            new DefaultMessageFactory());
    initiator.start();
    return new FixClient(id, initiator);
  }

  FixClient awaitLogon() {
    await().atMost(PATIENCE).until(this::isLoggedOn);
    return this;
  }

  boolean isLoggedOn() {
    return session().isLoggedOn();
  }

  Session session() {
    return Objects.requireNonNull(Session.lookupSession(id));
  }

  /// Sends a message, or keeps it until the session is there again.
  ///
  /// @param fields tag, value, tag, value, …
  void send(String type, Object... fields) {
    var message = new Message();
    message.getHeader().setString(35, type);
    for (int i = 0; i < fields.length; i += 2) {
      message.setString((Integer) fields[i], String.valueOf(fields[i + 1]));
    }
    message.setUtcTimeStamp(60, LocalDateTime.now(ZoneOffset.UTC), true);
    try {
      Session.sendToTarget(message, id);
    } catch (SessionNotFound e) {
      throw new IllegalStateException(e);
    }
  }

  void order(String orderId) {
    send("D", 11, orderId, 55, "AAPL", 54, "1", 40, "2", 44, "185.5000", 38, "100");
  }

  @Override
  public void close() {
    initiator.stop(true);
  }
}
