package dev.tradewitness.anchor.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.anchor.AnchorServiceCase;
import dev.tradewitness.anchor.TestEvent;
import dev.tradewitness.testservers.Servers;
import dev.tradewitness.testservers.Transactions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// What reaches the service and what does not.
public abstract class DoorCases extends AnchorServiceCase {

  @Test
  void noPageOfAnotherOriginClosesABatch() {
    List<TestEvent> events = captured("test:foreign", 3);
    awaitSize("test:foreign", events.size());
    var answer = post("/vcp/anchor?policy_id=test:foreign", "", "Origin", "http://evil.example");
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains("FOREIGN_ORIGIN");
    assertThat(post("/vcp/anchor", "x=1", "Content-Type", "text/plain").statusCode())
        .isEqualTo(415);
    assertThat(text("/vcp/anchors?policy_id=test:foreign")).contains("\"batches\":[]");
    assertThat(post("/vcp/anchor?policy_id=test:foreign").statusCode()).isEqualTo(200);
    assertThat(text("/vcp/anchors?policy_id=test:foreign")).contains("\"event_count\":3");
  }

  @Test
  void aPolicyIdMayBePercentEncodedInAPath() {
    List<TestEvent> events = captured("test:encoded", 2);
    assertSignedRootIsOf("test:encoded", events);
    StringBuilder encoded = new StringBuilder();
    for (byte b : "test:encoded".getBytes(StandardCharsets.US_ASCII)) {
      encoded.append(String.format(Locale.ROOT, "%%%02X", b));
    }
    assertThat(text("/logs/" + encoded + "/checkpoint"))
        .isEqualTo(text("/logs/test:encoded/checkpoint"));
    assertThat(text("/logs/" + encoded + "/tile/0/000.p/2")).hasSizeGreaterThan(0);
    assertThat(text("/vcp/logs/" + encoded + "/consistency?first=1")).contains("test:encoded");
    assertThat(get("/logs/a%2Fb/checkpoint").statusCode()).isIn(400, 404);
  }

  @Test
  void anEventOfAnAbortedTransactionIsNotALeaf() {
    var transactions = new Transactions(Servers.kafka().bootstrapServers());
    transactions.abort(List.of(TestEvent.of("test:transactions", 0, "aborted").message()));
    List<TestEvent> events = CAPTURE.add("test:transactions", 2);
    transactions.commit(events.stream().map(TestEvent::message).toList());
    awaitSize("test:transactions", events.size());
    assertSignedRootIsOf("test:transactions", events);
  }
}
