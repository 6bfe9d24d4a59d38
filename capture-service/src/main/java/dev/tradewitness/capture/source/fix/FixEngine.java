package dev.tradewitness.capture.source.fix;

import dev.tradewitness.capture.sources.SourcesFile.FixSession;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import quickfix.ConfigError;
import quickfix.DefaultMessageFactory;
import quickfix.DefaultSessionFactory;
import quickfix.DefaultSessionScheduleFactory;
import quickfix.FileStoreFactory;
import quickfix.SessionID;
import quickfix.SessionSettings;

/// QuickFIX/J as this door sets it up.
final class FixEngine {

  /// Of each session; from here its connection is not read, but for what one read has brought. A
  /// session stores one message at a time, so more would only take memory.
  static final int MESSAGES_WAITING_MAX = 16;

  /// Down to here.
  private static final int MESSAGES_WAITING_MIN = 8;

  private FixEngine() {}

  /// An acceptor that is not started.
  static FixAcceptor of(
      FixSink sink, List<FixSession> wanted, FixProperties properties, FixGate gate)
      throws ConfigError {
    SessionSettings settings = settings(wanted, properties);
    var application = new FixApplication(sink, byId(wanted), gate.ahead());
    var sessions =
        new DefaultSessionFactory(
            application,
            new FileStoreFactory(settings),
            gate.ahead(),
            new FixLog.Factory(),
            new DefaultMessageFactory(),
            new DefaultSessionScheduleFactory());
    var acceptor =
        new FixAcceptor(
            sessions, settings, MESSAGES_WAITING_MIN, MESSAGES_WAITING_MAX, application::end);
    acceptor.setIoFilterChainBuilder(gate);
    return acceptor;
  }

  private static SessionSettings settings(List<FixSession> wanted, FixProperties properties) {
    var settings = new SessionSettings();
    settings.set(
        Map.of(
            "ConnectionType",
            "acceptor",
            "SocketAcceptAddress",
            properties.address(),
            "SocketAcceptPort",
            Integer.toString(properties.port()),
            "FileStorePath",
            String.valueOf(properties.storeFolder()),
            // A number that was counted stays counted after a loss of power.
            "FileStoreSync",
            "Y",
            "NonStopSession",
            "Y"));
    // QuickFIX/J would log a stranger's logon whole.
    settings.setString("LogMessageWhenSessionNotFound", "N");
    // Tags of one's own are evidence, too.
    settings.setString("UseDataDictionary", "N");
    // Else a message that is sent again without it would be rejected: counted and not stored.
    settings.setString("RequiresOrigSendingTime", "N");
    // What is sent again is as old as it is.
    settings.setString("CheckLatency", "N");
    settings.setString("DefaultApplVerID", "FIX.5.0SP2");
    for (FixSession session : wanted) {
      SessionID id = id(session);
      settings.setString(id, "BeginString", session.beginString());
      settings.setString(id, "SenderCompID", session.senderCompId());
      settings.setString(id, "TargetCompID", session.targetCompId());
    }
    return settings;
  }

  private static Map<SessionID, FixSession> byId(List<FixSession> sessions) {
    return sessions.stream().collect(Collectors.toMap(FixEngine::id, Function.identity()));
  }

  private static SessionID id(FixSession session) {
    return new SessionID(session.beginString(), session.senderCompId(), session.targetCompId());
  }
}
