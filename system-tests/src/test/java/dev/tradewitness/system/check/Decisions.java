package dev.tradewitness.system.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.wire.EventHeaders;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.system.load.OrderClient;
import dev.tradewitness.system.reference.OwnExposure;
import dev.tradewitness.system.reference.OwnJson;
import dev.tradewitness.system.stack.CapturedStream;
import dev.tradewitness.system.stack.Exposures;
import dev.tradewitness.system.stack.Http;
import dev.tradewitness.system.stack.RunningStack;
import dev.tradewitness.system.stack.Table;
import dev.tradewitness.system.stack.Topic;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Decisions are journalled as they were answered, and exposure is what they and the fills add up
/// to.
public final class Decisions {

  private Decisions() {}

  public static void areJournalledAsAcknowledged(
      RunningStack stack, OrderClient orders, Map<String, CapturedStream> streams, Table table)
      throws IOException {
    var decisions = journalled(stack);
    var capturedIds = new HashSet<String>();
    streams.values().forEach(s -> s.events().forEach(event -> capturedIds.add(event.eventId())));
    for (OrderClient.Answered answered : orders.decisions().values()) {
      JsonObject journalled = decisions.get(answered.order().id());
      assertThat(journalled).as("journalled decision of " + answered.order()).isNotNull();
      assertThat(journalled.string("status")).isEqualTo(answered.status());
      assertThat(journalled.string("trace_id")).isEqualTo(answered.traceId());
      JsonObject onTopic = journalled.object("decision_token");
      assertThat(onTopic.has("signature")).as("a signed token on the topic").isFalse();
      assertThat(OwnJson.canonical(own(onTopic)))
          .as("claims of " + answered.order())
          .isEqualTo(OwnJson.canonical(own(claims(answered.token()))));
    }
    assertThat(decisions).hasSameSizeAs(orders.decisions());
    for (JsonObject decision : decisions.values()) {
      assertThat(capturedIds).contains(decision.string("decision_id"));
    }
    table.row("decisions journalled, claims identical", decisions.size());
    long authorized =
        orders.decisions().values().stream()
            .filter(answered -> answered.status().equals("AUTHORIZED"))
            .count();
    table.row("of them AUTHORIZED / BLOCKED", authorized + " / " + (decisions.size() - authorized));
    assertThat(authorized).isBetween(1L, decisions.size() - 1L);
  }

  /// The decisions of `authorize.decisions` by order id, repeats dropped by lane and sequence, of
  /// which none may be missing.
  private static Map<String, JsonObject> journalled(RunningStack stack) throws IOException {
    var lanes = new TreeMap<Long, TreeMap<Long, JsonObject>>();
    for (var record : Topic.read(stack.kafka(), Topics.AUTHORIZE_DECISIONS)) {
      JsonObject decision = Published.json(record);
      long lane = Long.parseLong(CapturedStream.text(decision, "lane"));
      long sequence = Long.parseLong(CapturedStream.text(decision, "sequence"));
      var header = record.headers().lastHeader(EventHeaders.SEQUENCE);
      assertThat(EventHeaders.toLong(header.value())).isEqualTo(sequence);
      JsonObject before =
          lanes.computeIfAbsent(lane, key -> new TreeMap<>()).put(sequence, decision);
      if (before != null) {
        assertThat(before)
            .as("lane %d sequence %d, sent twice", lane, sequence)
            .isEqualTo(decision);
      }
    }
    var byOrder = new HashMap<String, JsonObject>();
    lanes.forEach((lane, decisions) -> {
      assertThat(decisions.firstKey()).as("first of lane " + lane).isZero();
      assertThat(decisions.lastKey()).as("last of lane " + lane).isEqualTo(decisions.size() - 1L);
      for (JsonObject decision : decisions.values()) {
        JsonObject twice = byOrder.put(CapturedStream.text(decision, "client_order_id"), decision);
        assertThat(twice).as("two decisions about one order").isNull();
      }
    });
    return byOrder;
  }

  public static void andFillsSumUpToTheExposure(RunningStack stack, OrderClient orders, Table table)
      throws IOException {
    var expected = new OwnExposure();
    for (JsonObject decision : journalled(stack).values()) {
      JsonObject order = decision.object("order");
      expected.decided(
          new OwnExposure.Decided(
              CapturedStream.text(decision, "client_id"),
              CapturedStream.text(order, "client_order_id"),
              CapturedStream.text(order, "symbol"),
              CapturedStream.text(order, "side").equals("BUY"),
              new BigDecimal(CapturedStream.text(order, "qty")),
              new BigDecimal(CapturedStream.text(order, "price")),
              CapturedStream.text(decision, "status").equals("AUTHORIZED")));
    }
    orders.fills().forEach(expected::filled);
    orders.cancels().forEach(order -> expected.cancelled(order.client(), order.id()));
    Http authorize = stack.http("authorize");
    Quiet.await("exposure has taken all executions")
        .untilAsserted(() -> {
          for (String account : OrderClient.accounts()) {
            var sum = expected.account(account);
            var told = Exposures.of(authorize, account);
            assertThat(told.gross()).as("gross " + account).isEqualByComparingTo(sum.gross());
            assertThat(told.net()).as("net " + account).isEqualByComparingTo(sum.net());
          }
        });
    table.row(
        "fills / cancellations acknowledged",
        expected.fillCount() + " / " + orders.cancels().size());
    table.row("accounts whose exposure is the sum", OrderClient.accounts().size());
  }

  private static JsonObject claims(JsonObject token) {
    var claims = new LinkedHashSet<>(token.members().keySet());
    assertThat(claims.remove("signature")).as("the answer's token is signed").isTrue();
    return token.only(claims);
  }

  private static @Nullable Object own(JsonObject json) {
    return OwnJson.parse(json.toString().getBytes(StandardCharsets.UTF_8));
  }
}
