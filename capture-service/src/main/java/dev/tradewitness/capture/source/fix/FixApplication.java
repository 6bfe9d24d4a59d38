package dev.tradewitness.capture.source.fix;

import dev.tradewitness.capture.intake.NotStoredException;
import dev.tradewitness.capture.sources.SourcesFile.FixSession;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quickfix.Application;
import quickfix.FieldNotFound;
import quickfix.Message;
import quickfix.Session;
import quickfix.SessionID;
import quickfix.field.GapFillFlag;
import quickfix.field.MsgSeqNum;
import quickfix.field.MsgType;
import quickfix.field.NewSeqNo;

/// Hands what the sessions receive to the store. An exception keeps the session from counting the
/// message.
final class FixApplication implements Application {

  private static final Logger log = LoggerFactory.getLogger(FixApplication.class);

  private final FixStore store;
  private final Map<SessionID, FixSession> sessions;

  FixApplication(FixStore store, Map<SessionID, FixSession> sessions) {
    this.store = store;
    this.sessions = Map.copyOf(sessions);
  }

  @Override
  public void fromApp(Message message, SessionID id) throws FieldNotFound {
    try {
      store.take(session(id), lane(id), message.getHeader().getInt(MsgSeqNum.FIELD), raw(message));
    } catch (NotStoredException e) {
      throw cut(id, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NotStoredException("interrupted");
    }
  }

  /// Ends the connection: on it QuickFIX/J would keep all that follows in memory. The number is not
  /// counted, so the message comes again.
  private static NotStoredException cut(SessionID id, NotStoredException cause) {
    log.atWarn()
        .addKeyValue("session", id)
        .addKeyValue("reason", cause.getMessage())
        .log("a FIX message is not stored; its session is disconnected");
    try {
      quickfix(id).disconnect("the message is not stored", true);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    return cause;
  }

  /// A SequenceReset without GapFill leaves out whatever lies between: the counterparty will not
  /// send it again.
  @Override
  public void fromAdmin(Message message, SessionID id) throws FieldNotFound {
    if (!MsgType.SEQUENCE_RESET.equals(message.getHeader().getString(MsgType.FIELD))
        || message.isSetField(GapFillFlag.FIELD) && message.getBoolean(GapFillFlag.FIELD)) {
      return;
    }
    int expected = quickfix(id).getExpectedTargetNum();
    int next = message.getInt(NewSeqNo.FIELD);
    if (next > expected) {
      try {
        store.gap(session(id), lane(id), expected, next - 1L, raw(message));
      } catch (NotStoredException e) {
        throw cut(id, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new NotStoredException("interrupted");
      }
    }
  }

  private static String raw(Message message) {
    String raw = message.toRawString();
    return raw == null ? message.toString() : raw;
  }

  private FixSession session(SessionID id) {
    FixSession session = sessions.get(id);
    if (session == null) {
      throw new IllegalStateException("no session " + id);
    }
    return session;
  }

  /// Numbers begin anew when a session is reset, and so does the lane.
  private String lane(SessionID id) {
    try {
      return session(id).name() + "/" + quickfix(id).getStartTime().toInstant();
    } catch (IOException e) {
      throw new NotStoredException("the session's store cannot be read: " + e);
    }
  }

  private static Session quickfix(SessionID id) {
    @Nullable Session session = Session.lookupSession(id);
    if (session == null) {
      throw new IllegalStateException("no session " + id);
    }
    return session;
  }

  @Override
  public void onCreate(SessionID id) {}

  @Override
  public void onLogon(SessionID id) {}

  @Override
  public void onLogout(SessionID id) {}

  /// A message that QuickFIX/J rejects by itself is counted there and never comes here.
  @Override
  public void toAdmin(Message message, SessionID id) {
    if (MsgType.REJECT.equals(message.getHeader().getOptionalString(MsgType.FIELD).orElse(null))) {
      store.refused("rejected");
    }
  }

  @Override
  public void toApp(Message message, SessionID id) {}
}
