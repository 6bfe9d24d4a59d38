package dev.tradewitness.quickfixj;

import static dev.tradewitness.quickfixj.Loopback.BROKER;
import static dev.tradewitness.quickfixj.Loopback.DESK;
import static dev.tradewitness.quickfixj.Loopback.PATIENCE;
import static dev.tradewitness.quickfixj.Loopback.message;
import static dev.tradewitness.quickfixj.Loopback.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.client.event.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quickfix.ApplicationAdapter;
import quickfix.DoNotSend;
import quickfix.FieldNotFound;
import quickfix.IncorrectDataFormat;
import quickfix.IncorrectTagValue;
import quickfix.Message;
import quickfix.Session;
import quickfix.SessionID;
import quickfix.UnsupportedMessageType;

/// Sessions of real engines, recorded on one side and compared with what the other side got.
class RecordedSessionTest {

  @TempDir Path folder;

  private Recording recording;

  @BeforeEach
  void open() throws IOException {
    recording = new Recording(folder.resolve("spool"));
  }

  @AfterEach
  void close() {
    recording.close();
  }

  @Test
  void whatGoesOutAndComesInIsRecordedAsItIsOnTheWire() throws Exception {
    var broker =
        new Peer() {
          @Override
          public void fromApp(Message order, SessionID session)
              throws FieldNotFound, IncorrectDataFormat, IncorrectTagValue, UnsupportedMessageType {
            super.fromApp(order, session);
            Loopback.send(
                message(
                    "8",
                    11,
                    order.getString(11),
                    37,
                    "B",
                    17,
                    "E",
                    150,
                    "F",
                    151,
                    "60",
                    31,
                    "185.49",
                    32,
                    "40"),
                session);
          }
        };
    var desk = new Peer();
    try (var _ = Loopback.open(RecordedApplication.of(desk, recording.recorder()), broker)) {
      Loopback.send(order("O-1"), DESK);
      await().atMost(PATIENCE).until(() -> desk.received().size() == 1);
    }

    List<Event> expected =
        List.of(
            Recording.EVENTS.of("FIX.4.4", "DESK", broker.received().getFirst()).getFirst(),
            Recording.EVENTS.of("FIX.4.4", "BROKER", desk.received().getFirst()).getFirst());
    assertThat(recording.events()).isEqualTo(expected);
    assertThat(expected).extracting(Recording::type).containsExactly("ORD", "PRT");
    assertThat(Recording.text(expected.getFirst())).contains("\"price\":\"185.5000\"");
  }

  @Test
  void whatTheApplicationRefusesWasReceivedAndIsRecordedBeforeTheReject() throws Exception {
    var broker =
        new ApplicationAdapter() {
          @Override
          public void fromApp(Message order, SessionID session) throws UnsupportedMessageType {
            throw new UnsupportedMessageType();
          }
        };
    var desk = new Peer();
    try (var _ = Loopback.open(desk, RecordedApplication.of(broker, recording.recorder()))) {
      Loopback.send(order("O-1"), DESK);
      await().atMost(PATIENCE).until(() -> desk.received().size() == 1);
    }

    assertThat(desk.received().getFirst()).contains("\u000135=j\u0001", "\u0001380=3\u0001");
    assertThat(recording.events())
        .extracting(Recording::type)
        .containsExactly("ORD", "FIX_MESSAGE");
  }

  @Test
  void whatIsNotSentIsNotRecordedAndTheLastChangesAre() throws Exception {
    var desk =
        new ApplicationAdapter() {
          @Override
          public void toApp(Message order, SessionID session) throws DoNotSend {
            order.setString(58, "checked");
            if (text(order, 11).equals("stale")) {
              throw new DoNotSend();
            }
            if (text(order, 11).equals("faulty")) {
              throw new IllegalStateException("a fault of the application's");
            }
          }
        };
    var broker = new Peer();
    try (var _ = Loopback.open(RecordedApplication.of(desk, recording.recorder()), broker)) {
      assertThat(Loopback.send(order("O-1"), DESK)).isTrue();
      assertThat(Loopback.send(order("stale"), DESK)).isFalse();
      // QuickFIX/J sends what ends with any other exception.
      assertThat(Loopback.send(order("faulty"), DESK)).isTrue();
      await().atMost(PATIENCE).until(() -> broker.received().size() == 2);
    }

    assertThat(broker.received()).allMatch(order -> order.contains("\u000158=checked\u0001"));
    assertThat(recording.events())
        .isEqualTo(
            broker.received().stream()
                .map(order -> Recording.EVENTS.of("FIX.4.4", "DESK", order).getFirst())
                .toList());
  }

  private static String text(Message message, int tag) {
    return message.getOptionalString(tag).orElse("");
  }

  @Test
  void whatIsSentAgainIsNotLoggedAgain() throws Exception {
    var broker = new Peer();
    try (var _ = Loopback.open(RecordedApplication.of(new Peer(), recording.recorder()), broker)) {
      Loopback.send(order("O-1"), DESK);
      Loopback.send(order("O-2"), DESK);
      await().atMost(PATIENCE).until(() -> broker.received().size() == 2);

      Session session = Session.lookupSession(BROKER);
      session.setNextTargetMsgSeqNum(2);
      session.send(message("2", 7, "2", 16, "0"));
      await().atMost(PATIENCE).until(() -> broker.received().size() == 4);
    }

    assertThat(broker.received().subList(2, 4)).allMatch(m -> m.contains("\u000143=Y\u0001"));
    assertThat(recording.recorder().counts())
        .isEqualTo(new FixRecorder.Counts(4, 2, 2, 0, 0, null));
    assertThat(recording.events()).extracting(Recording::type).containsExactly("ORD", "ORD");
  }

  @Test
  void aClosedClientDoesNotChangeTheSession() throws Exception {
    recording.close();
    var broker = new Peer();
    try (var _ = Loopback.open(RecordedApplication.of(new Peer(), recording.recorder()), broker)) {
      assertThat(Loopback.send(order("O-1"), DESK)).isTrue();
      await().atMost(PATIENCE).until(() -> broker.received().size() == 1);
    }
    assertThat(recording.recorder().counts().dropped()).isOne();
    assertThat(recording.recorder().counts().failed()).isZero();
  }
}
