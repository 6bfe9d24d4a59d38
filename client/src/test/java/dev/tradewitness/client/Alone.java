package dev.tradewitness.client;

import dev.tradewitness.client.authorize.Authorization;
import dev.tradewitness.client.authorize.Order;
import dev.tradewitness.client.delivery.Logged;
import dev.tradewitness.client.event.Event;
import dev.tradewitness.client.event.SomeEvents;
import dev.tradewitness.client.proof.ProofCheck;
import dev.tradewitness.client.proof.SomeProofs;
import dev.tradewitness.client.proof.VerifierKey;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A program that uses every part of the client; it ends with an exception when one does not work.
/// [GuideTest] runs it without any library.
final class Alone {

  static final String LAST_LINE = "stored, decided, replayed, proven";

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String STORED =
      "{\"results\":[{\"index\":0,\"status\":\"ok\",\"sequence\":7,\"event_hash\":\"%s\"}]}"
          .formatted("ab".repeat(32));
  private static final String BLOCKED =
      """
      {"status":"BLOCKED","trace_id":"t","decision_token":{"kid":"k1","signature":"x"},
       "reasons":[{"code":"KILL_SWITCH","rule_id":"r","message":"m"}]}\
      """;

  private Alone() {}

  public static void main(String[] folder) throws Exception {
    var some = new SomeEvents(9);
    Path spool = Path.of(folder[0]).resolve("alone");
    keep(some.next(), spool);
    send(some.next(), spool);
    prove(some.next(5));
    System.out.println(LAST_LINE);
  }

  private static void keep(Event event, Path spool) throws Exception {
    try (var server = new RudeServer(RudeServer.resetting());
        Tradewitness client = Tradewitness.builder(server.address(), spool).open()) {
      require(client.logAndWait(event, LONG) instanceof Logged.Spooled);
    }
  }

  private static void send(Event event, Path spool) throws Exception {
    try (var capture = new RudeServer(answering(STORED));
        var authorize = new RudeServer(answering(BLOCKED));
        Tradewitness client =
            Tradewitness.builder(capture.address(), spool)
                .authorize(authorize.address())
                .tokenKeys(Map.of("k1", new byte[32]))
                .open()) {
      while (client.counters().stored() == 0) { // the event of before
        require(client.flush(LONG));
        Thread.sleep(1);
      }
      byte[] text = new byte[event.bytes()];
      event.text().get(text);
      require(client.logAndWait(Event.ofJson(text), LONG) instanceof Logged.Stored);
      Order order = Order.market("c", "o", "s", Order.Side.BUY, BigDecimal.ONE);
      require(
          client.authorize(order, LONG) instanceof Authorization.Decision decision
              && !decision.permits()
              && decision.faults().size() > 2);
    }
  }

  /// One answer for each connection.
  private static RudeServer.Rudeness answering(String body) {
    return RudeServer.saying(
        RudeServer.http("200 OK", body).replaceFirst("\r\n", "\r\nConnection: close\r\n"));
  }

  private static void prove(List<Event> events) {
    var log = new SomeProofs(events);
    var check = new ProofCheck(VerifierKey.parse(log.verifierKey()));
    byte[] proof = log.proof(2).toString().getBytes(StandardCharsets.UTF_8);
    require(check.faults(events.get(2), proof).isEmpty());
    require(check.faults(events.get(3), proof).size() == 3);
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalStateException("does not hold");
    }
  }
}
