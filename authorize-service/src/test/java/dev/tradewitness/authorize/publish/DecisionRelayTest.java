package dev.tradewitness.authorize.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.Orders;
import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.decision.PolicyRef;
import dev.tradewitness.authorize.journal.CursorStore.Cursor;
import dev.tradewitness.authorize.journal.JournalRow.Decided;
import dev.tradewitness.authorize.journal.JournalStore.StoredDecision;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.TimeInForce;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DecisionRelayTest {

  // Lane 0 has sent two decisions and a fill between them, lane 1 nothing.
  private final Cursor[] at = {new Cursor(3, 2), Cursor.START};

  @Test
  void whatFollowsIsSentAndWhatWasSentIsNot() {
    List<StoredDecision> fresh =
        List.of(decided(0, 2, 1), decided(0, 3, 2), decided(1, 0, 0), decided(0, 7, 3));
    assertThat(DecisionRelay.following(at, fresh)).isEqualTo(fresh.subList(1, 4));
    assertThat(at[0]).as("only a confirmation moves the cursor").isEqualTo(new Cursor(3, 2));
  }

  @Test
  void aDecisionPastAMissingOneIsNotSent() {
    assertThat(DecisionRelay.following(at, List.of(decided(0, 4, 3)))).isNull();
    assertThat(DecisionRelay.following(at, List.of(decided(0, 3, 2), decided(1, 1, 1)))).isNull();
    assertThat(DecisionRelay.following(at, List.of(decided(0, 3, 2), decided(0, 5, 4)))).isNull();
  }

  static StoredDecision decided(int lane, long sequence, long number) {
    Order order = Orders.limit("o" + sequence, "AAPL", Side.BUY, "1", "1");
    var decision =
        new Decision(
            new Decision.Place(lane, number),
            new UUID(lane, sequence),
            new UUID(0, 1),
            Orders.ACME,
            order,
            order.hash(),
            List.of(),
            List.of(),
            new PolicyRef("test-1", ""),
            null,
            BigDecimal.ONE,
            new Decision.Reservation(BigDecimal.ONE, TimeInForce.DAY, 1),
            new Decision.TokenTerms("k1", 300),
            0);
    return new StoredDecision(new Decided(sequence, decision), new byte[0]);
  }
}
