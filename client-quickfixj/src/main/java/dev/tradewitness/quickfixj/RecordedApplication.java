package dev.tradewitness.quickfixj;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import quickfix.Application;
import quickfix.ApplicationExtended;
import quickfix.DoNotSend;
import quickfix.FieldNotFound;
import quickfix.IncorrectDataFormat;
import quickfix.IncorrectTagValue;
import quickfix.Message;
import quickfix.RejectLogon;
import quickfix.SessionID;
import quickfix.UnsupportedMessageType;

/// An application whose messages, from and to the counterparty, are recorded. For the engine it is
/// the application itself: each call reaches it, and what it throws goes on as it is.
///
/// A message is recorded when it was received, whatever the application makes of it, and when it
/// goes out. Session messages are not recorded.
public class RecordedApplication implements Application {

  private final Application application;
  private final FixRecorder recorder;

  private RecordedApplication(Application application, FixRecorder recorder) {
    this.application = application;
    this.recorder = recorder;
  }

  /// What the engine is given in the application's place; an [ApplicationExtended] when the
  /// application is one.
  public static Application of(Application application, FixRecorder recorder) {
    return application instanceof ApplicationExtended extended
        ? new Extended(extended, recorder)
        : new RecordedApplication(application, recorder);
  }

  /// Recorded first, so that it stands before what the application answers.
  @Override
  public void fromApp(Message message, SessionID session)
      throws FieldNotFound, IncorrectDataFormat, IncorrectTagValue, UnsupportedMessageType {
    record(session, session.getTargetCompID(), () -> received(message));
    application.fromApp(message, session);
  }

  /// As it came: the message itself sorts its fields when it is written.
  private static String received(Message message) {
    @Nullable String raw = message.toRawString();
    return raw == null ? message.toString() : raw;
  }

  /// Recorded when the application has made its last changes. QuickFIX/J sends the message unless
  /// this ends with [DoNotSend], whatever else is thrown.
  @Override
  public void toApp(Message message, SessionID session) throws DoNotSend {
    boolean goes = true;
    try {
      application.toApp(message, session);
    } catch (DoNotSend e) {
      goes = false;
      throw e;
    } finally {
      if (goes) {
        record(session, session.getSenderCompID(), message::toString);
      }
    }
  }

  private void record(SessionID session, String sender, Supplier<String> message) {
    boolean _ = recorder.record(session.getBeginString(), sender, message);
  }

  @Override
  public void onCreate(SessionID session) {
    application.onCreate(session);
  }

  @Override
  public void onLogon(SessionID session) {
    application.onLogon(session);
  }

  @Override
  public void onLogout(SessionID session) {
    application.onLogout(session);
  }

  @Override
  public void toAdmin(Message message, SessionID session) {
    application.toAdmin(message, session);
  }

  @Override
  public void fromAdmin(Message message, SessionID session)
      throws FieldNotFound, IncorrectDataFormat, IncorrectTagValue, RejectLogon {
    application.fromAdmin(message, session);
  }

  /// The engine asks whether its application is one.
  private static final class Extended extends RecordedApplication implements ApplicationExtended {

    private final ApplicationExtended application;

    Extended(ApplicationExtended application, FixRecorder recorder) {
      super(application, recorder);
      this.application = application;
    }

    @Override
    public boolean canLogon(SessionID session) {
      return application.canLogon(session);
    }

    @Override
    public void onBeforeSessionReset(SessionID session) {
      application.onBeforeSessionReset(session);
    }
  }
}
