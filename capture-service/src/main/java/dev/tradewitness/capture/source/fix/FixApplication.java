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
import quickfix.field.ResetSeqNumFlag;

/// Hands what the sessions receive to the store. An exception keeps the session from counting the
/// message.
final class FixApplication implements Application {

  private static final Logger log = LoggerFactory.getLogger(FixApplication.class);

  private final FixSink sink;
  private final Map<SessionID, FixSession> sessions;
  private final AheadQueues ahead;
  private volatile boolean ending;

  FixApplication(FixSink sink, Map<SessionID, FixSession> sessions, AheadQueues ahead) {
    this.sink = sink;
    this.sessions = Map.copyOf(sessions);
    this.ahead = ahead;
  }

  /// Messages from now on are not stored and not counted, so they come again.
  void end() {
    ending = true;
    sink.end();
  }

  @Override
  public void fromApp(Message message, SessionID id) throws FieldNotFound {
    int number = message.getHeader().getInt(MsgSeqNum.FIELD);
    store(id, () -> sink.take(session(id), lane(id), number, raw(message)));
  }

  @FunctionalInterface
  private interface Storing {
    void run() throws InterruptedException;
  }

  private void store(SessionID id, Storing storing) {
    if (ending) {
      throw new NotStoredException("the door is being closed");
    }
    try {
      storing.run();
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

  /// Where the counterparty goes on with a higher number, or begins anew, QuickFIX/J throws away
  /// what waits for lower ones, or would take it for messages of the new numbers. It was received,
  /// so it is stored before. What a GapFill leaves out is no gap.
  @Override
  public void fromAdmin(Message message, SessionID id) throws FieldNotFound {
    String type = message.getHeader().getString(MsgType.FIELD);
    if (MsgType.SEQUENCE_RESET.equals(type)) {
      long last = message.getInt(NewSeqNo.FIELD) - 1L;
      boolean forGood = !isSet(message, GapFillFlag.FIELD);
      store(id, () -> skip(message, id, last, forGood));
    } else if (MsgType.LOGON.equals(type) && isSet(message, ResetSeqNumFlag.FIELD)) {
      AheadMessages held = ahead.of(id);
      store(id, () -> skip(message, id, held.last(), true));
      held.clear();
    }
  }

  private static boolean isSet(Message message, int flag) throws FieldNotFound {
    return message.isSetField(flag) && message.getBoolean(flag);
  }

  /// Stores the messages that wait up to a number, and which are missing.
  ///
  /// @param forGood whether the missing ones are a gap
  private void skip(Message by, SessionID id, long last, boolean forGood)
      throws InterruptedException {
    int expected = quickfix(id).getExpectedTargetNum();
    long next = expected;
    for (Map.Entry<Integer, Message> held : ahead.of(id).between(expected, last).entrySet()) {
      int number = held.getKey();
      if (forGood && number > next) {
        sink.gap(session(id), lane(id), next, number - 1L, raw(by));
      }
      if (held.getValue().isApp()) {
        sink.take(session(id), lane(id), number, raw(held.getValue()));
      }
      next = number + 1L;
    }
    if (forGood && last >= next) {
      sink.gap(session(id), lane(id), next, last, raw(by));
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
    countIf(MsgType.REJECT, message);
  }

  @Override
  public void toApp(Message message, SessionID id) {
    countIf(MsgType.BUSINESS_MESSAGE_REJECT, message);
  }

  private void countIf(String reject, Message message) {
    if (reject.equals(message.getHeader().getOptionalString(MsgType.FIELD).orElse(null))) {
      sink.refused("rejected");
    }
  }
}
