package dev.tradewitness.quickfixj;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import quickfix.Application;
import quickfix.CompositeLogFactory;
import quickfix.ConfigError;
import quickfix.DefaultMessageFactory;
import quickfix.LogFactory;
import quickfix.MemoryStoreFactory;
import quickfix.Message;
import quickfix.Session;
import quickfix.SessionID;
import quickfix.SessionNotFound;
import quickfix.SessionSettings;
import quickfix.SocketAcceptor;
import quickfix.SocketInitiator;

/// An order system and its broker: a session of QuickFIX/J's initiator with its acceptor.
final class Loopback implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(30);
  static final SessionID DESK = new SessionID("FIX.4.4", "DESK", "BROKER");
  static final SessionID BROKER = new SessionID("FIX.4.4", "BROKER", "DESK");

  private final SocketAcceptor acceptor;
  private final SocketInitiator initiator;

  private Loopback(SocketAcceptor acceptor, SocketInitiator initiator) {
    this.acceptor = acceptor;
    this.initiator = initiator;
  }

  static Loopback open(Application desk, Application broker) throws IOException, ConfigError {
    Loopback loopback = start(desk, broker);
    await()
        .atMost(PATIENCE)
        .until(() ->
            Session.lookupSession(DESK).isLoggedOn() && Session.lookupSession(BROKER).isLoggedOn());
    return loopback;
  }

  /// Without waiting for the logon.
  static Loopback start(Application desk, Application broker) throws IOException, ConfigError {
    int port = freePort();
    var acceptor = acceptor(port, broker);
    acceptor.start();
    var settings =
        settings(
            DESK,
            Map.of(
                "ConnectionType", "initiator",
                "SocketConnectHost", "127.0.0.1",
                "SocketConnectPort", Integer.toString(port),
                "ReconnectInterval", "1"));
    var initiator =
        new SocketInitiator(
            desk, new MemoryStoreFactory(), settings, quiet(), new DefaultMessageFactory());
    initiator.start();
    return new Loopback(acceptor, initiator);
  }

  static SocketAcceptor acceptor(int port, Application broker) throws ConfigError {
    var settings =
        settings(
            BROKER,
            Map.of(
                "ConnectionType", "acceptor",
                "SocketAcceptAddress", "127.0.0.1",
                "SocketAcceptPort", Integer.toString(port)));
    return new SocketAcceptor(
        broker, new MemoryStoreFactory(), settings, quiet(), new DefaultMessageFactory());
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static SessionSettings settings(SessionID id, Map<String, String> more) {
    var settings = new SessionSettings();
    settings.set(Map.of("HeartBtInt", "5", "NonStopSession", "Y", "UseDataDictionary", "N"));
    more.forEach(settings::setString);
    settings.setString(id, "BeginString", id.getBeginString());
    settings.setString(id, "SenderCompID", id.getSenderCompID());
    settings.setString(id, "TargetCompID", id.getTargetCompID());
    return settings;
  }

  private static CompositeLogFactory quiet() {
    return new CompositeLogFactory(new LogFactory[0]);
  }

  /// @param fields tag, value, tag, value, …
  static Message message(String type, Object... fields) {
    var message = new Message();
    message.getHeader().setString(35, type);
    for (int i = 0; i < fields.length; i += 2) {
      message.setString((Integer) fields[i], String.valueOf(fields[i + 1]));
    }
    return message;
  }

  static Message order(String id) {
    return message("D", 55, "AAPL", 11, id, 54, "1", 40, "2", 44, "185.5000", 38, "100");
  }

  static boolean send(Message message, SessionID from) {
    try {
      return Session.sendToTarget(message, from);
    } catch (SessionNotFound e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    initiator.stop(true);
    acceptor.stop(true);
  }
}
