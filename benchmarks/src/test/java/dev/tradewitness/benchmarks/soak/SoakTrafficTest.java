package dev.tradewitness.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.benchmarks.load.Request;
import dev.tradewitness.benchmarks.load.ResponseParser;
import dev.tradewitness.benchmarks.soak.SoakOrder.Fate;
import dev.tradewitness.benchmarks.soak.SoakOrder.Step;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SoakTrafficTest {

  private static final int ACCOUNTS = 7;
  private static final int OPEN_MAX = 50;

  private final SoakTraffic traffic = new SoakTraffic("t-", ACCOUNTS, OPEN_MAX);
  private final Request request = new Request();
  private final Map<String, Integer> positions = new HashMap<>();

  @Test
  void theSharesAddUpToAHundred() {
    assertThat(Arrays.stream(Fate.values()).mapToInt(Fate::share).sum()).isEqualTo(100);
    assertThat(Fate.of(0)).isEqualTo(Fate.FILLED);
    assertThat(Fate.of(99)).isEqualTo(Fate.LEFT_OPEN);
  }

  @Test
  void positionsReturnToZeroAndOpenOrdersAreBounded() throws Exception {
    exchange(20_000, "AUTHORIZED");
    assertThat(positions).hasSize(ACCOUNTS);
    assertThat(positions.values()).allMatch(position -> Math.abs(position) <= 4 * SoakOrder.QTY);
    assertThat(traffic.open()).isEqualTo(OPEN_MAX);
    assertThat(traffic.totals().blocked()).isZero();
    assertThat(traffic.totals().notReplayed()).isZero();
  }

  @Test
  void everyKindOfRequestComesInItsShare() throws Exception {
    exchange(20_000, "AUTHORIZED");
    var answered = traffic.answered();
    long orders = answered.get("ORDER");
    assertThat(answered.get("FILL")).isBetween(orders * 38 / 100, orders * 42 / 100);
    assertThat(answered.get("PART_FILL")).isBetween(orders * 19 / 100, orders * 21 / 100);
    assertThat(answered.get("EXPIRE")).isBetween(orders * 9 / 100, orders * 11 / 100);
    assertThat(answered.get("REPEAT")).isBetween(orders * 4 / 100, orders * 6 / 100);
    // Cancelled at once, after a part fill, and because a newer order is left open.
    assertThat(answered.get("CANCEL")).isBetween(orders * 47 / 100, orders * 51 / 100);
  }

  @Test
  void aBlockedOrderHasNoFate() throws Exception {
    exchange(100, "BLOCKED");
    assertThat(traffic.totals()).isEqualTo(new SoakVerdict.Totals(100, 100, 0));
    assertThat(traffic.answered().keySet()).containsExactly("ORDER");
  }

  @Test
  void aRepeatThatIsAnsweredAsNewIsCounted() throws Exception {
    for (int i = 0; i < 200; i++) {
      traffic.next(request);
      traffic.answered(request, response(200, "{\"status\":\"AUTHORIZED\",\"replayed\":false}"));
    }
    assertThat(traffic.totals().notReplayed()).isPositive();
  }

  private void exchange(int requests, String status) throws Exception {
    for (int i = 0; i < requests; i++) {
      assertThat(traffic.next(request)).isTrue();
      var order = (SoakOrder) request.subject();
      fill(order);
      boolean replayed = order.step == Step.REPEAT;
      traffic.answered(
          request, response(200, "{\"status\":\"" + status + "\",\"replayed\":" + replayed + "}"));
    }
  }

  private void fill(SoakOrder order) {
    int qty =
        switch (order.step) {
          case FILL -> SoakOrder.QTY;
          case PART_FILL -> SoakOrder.PART_QTY;
          case ORDER, REPEAT, CANCEL, EXPIRE -> 0;
        };
    if (qty > 0) {
      positions.merge(order.account, order.side.equals("BUY") ? qty : -qty, Integer::sum);
    }
  }

  private static ResponseParser response(int status, String body) throws Exception {
    var parser = new ResponseParser();
    parser.feed(
        ByteBuffer.wrap(
            "HTTP/1.1 %d OK\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(status, body.length(), body)
                .getBytes(StandardCharsets.US_ASCII)));
    return parser;
  }
}
