package dev.tradewitness.quickfixj;

import static dev.tradewitness.quickfixj.Loopback.BROKER;
import static dev.tradewitness.quickfixj.Loopback.DESK;
import static dev.tradewitness.quickfixj.Loopback.PATIENCE;
import static dev.tradewitness.quickfixj.Loopback.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quickfix.Application;
import quickfix.ApplicationAdapter;
import quickfix.ApplicationExtended;
import quickfix.DoNotSend;
import quickfix.FieldNotFound;
import quickfix.IncorrectTagValue;
import quickfix.Message;
import quickfix.RejectLogon;
import quickfix.Session;
import quickfix.SessionID;

/// For the engine, the recorded application is the application.
class RecordedApplicationTest {

  @TempDir Path folder;

  @Test
  void everyCallReachesTheApplicationAndWhatItThrowsIsTheSame() throws Exception {
    try (var recording = new Recording(folder.resolve("spool"))) {
      var calls = new ArrayList<String>();
      var thrown = new ArrayList<Throwable>();
      Message message = order("O-1");
      List<Throwable> failures =
          List.of(
              new DoNotSend(),
              new IncorrectTagValue(11),
              new FieldNotFound(11),
              new RejectLogon("not today"),
              new IllegalStateException(),
              new StackOverflowError());
      for (Throwable failure : failures) {
        Application application =
            RecordedApplication.of(failing(failure, calls), recording.recorder());
        for (ThrowingCallable call :
            List.<ThrowingCallable>of(
                () -> application.fromApp(message, DESK),
                () -> application.toApp(message, DESK),
                () -> application.fromAdmin(message, DESK),
                () -> application.toAdmin(message, DESK),
                () -> application.onCreate(DESK),
                () -> application.onLogon(DESK),
                () -> application.onLogout(DESK))) {
          thrown.add(catchThrowable(call));
        }
      }
      assertThat(calls)
          .hasSize(7 * failures.size())
          .startsWith(
              "fromApp", "toApp", "fromAdmin", "toAdmin", "onCreate", "onLogon", "onLogout");
      assertThat(thrown).allMatch(failures::contains).hasSize(7 * failures.size());
      // Each fromApp, and each toApp but the one that ends with DoNotSend.
      assertThat(recording.recorder().counts().messages()).isEqualTo(6 + 5);
    }
  }

  /// Throws one and the same from each method, also where it is not declared.
  private static Application failing(Throwable failure, List<String> calls) {
    return new Application() {
      @SuppressWarnings("unchecked")
      private <T extends Throwable> void end(String call) throws T {
        calls.add(call);
        throw (T) failure;
      }

      @Override
      public void onCreate(SessionID session) {
        this.<RuntimeException>end("onCreate");
      }

      @Override
      public void onLogon(SessionID session) {
        this.<RuntimeException>end("onLogon");
      }

      @Override
      public void onLogout(SessionID session) {
        this.<RuntimeException>end("onLogout");
      }

      @Override
      public void toAdmin(Message message, SessionID session) {
        this.<RuntimeException>end("toAdmin");
      }

      @Override
      public void fromAdmin(Message message, SessionID session) {
        this.<RuntimeException>end("fromAdmin");
      }

      @Override
      public void toApp(Message message, SessionID session) {
        this.<RuntimeException>end("toApp");
      }

      @Override
      public void fromApp(Message message, SessionID session) {
        this.<RuntimeException>end("fromApp");
      }
    };
  }

  /// A message that QuickFIX/J writes has its tags sorted.
  @Test
  void whatWasReceivedIsRecordedInTheOrderOfItsFields() throws Exception {
    String raw =
        "8=FIX.4.4|9=76|35=D|34=2|49=BROKER|52=20261130-07:00:00|56=DESK|55=AAPL|11=O-1|54=1|40=1|10=000|"
            .replace('|', '\u0001');
    var recording = new Recording(folder.resolve("spool"));
    RecordedApplication.of(new ApplicationAdapter(), recording.recorder())
        .fromApp(new Message(raw, false), DESK);
    assertThat(recording.events()).isEqualTo(Recording.EVENTS.of("FIX.4.4", "BROKER", raw));
  }

  @Test
  void aMessageThatCannotBeWrittenIsTheEnginesAffair() throws Exception {
    try (var recording = new Recording(folder.resolve("spool"))) {
      var unwritable =
          new Message() {
            private static final long serialVersionUID = 1L;

            @Override
            public String toString() {
              throw new IllegalStateException("cannot be written");
            }
          };
      Application application =
          RecordedApplication.of(new ApplicationAdapter(), recording.recorder());
      application.toApp(unwritable, DESK);
      application.fromApp(unwritable, DESK);
      assertThat(recording.recorder().counts())
          .isEqualTo(new FixRecorder.Counts(2, 0, 0, 0, 2, IllegalStateException.class.getName()));
    }
  }

  @Test
  void anExtendedApplicationStaysOneAndAnotherDoesNotBecomeOne() throws Exception {
    try (var recording = new Recording(folder.resolve("spool"))) {
      assertThat(RecordedApplication.of(new ApplicationAdapter(), recording.recorder()))
          .isNotInstanceOf(ApplicationExtended.class);

      var asked = new AtomicInteger();
      ApplicationExtended closed =
          (ApplicationExtended)
              Proxy.newProxyInstance(
                  getClass().getClassLoader(),
                  new Class<?>[] {ApplicationExtended.class},
                  (_, method, _) ->
                      method.getName().equals("canLogon") && asked.incrementAndGet() > 2);
      try (var _ =
          Loopback.start(RecordedApplication.of(closed, recording.recorder()), new Peer())) {
        await().atMost(PATIENCE).until(() -> asked.get() == 2);
        assertThat(Session.lookupSession(BROKER).isLoggedOn()).isFalse();
        await().atMost(PATIENCE).until(() -> Session.lookupSession(BROKER).isLoggedOn());
      }
    }
  }
}
