package dev.tradewitness.authorize.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.control.TradingState;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.KeyedHash;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Each account has one order, so the accounts are as many as the ids.
class ForgottenClientsTest {

  private static final int DAY = 20_000;
  private static final int IDS = 800;

  /// An eighth of the ids that one lane remembers.
  private static final int CLIENTS_MAX = 100;

  private static final int ORDERS = 20_000;

  @Test
  void theSetsOfAccountsStayInsideTheirBoundAndNoForgottenIdIsTakenForANewOne() {
    OrderIndex index = index();
    int widened = 0;
    for (int i = 0; i < ORDERS; i++) {
      index.put(client(i), id(i), i, DAY + i / (ORDERS / 2));
      assertThat(forgottenClients(index)).isLessThanOrEqualTo(CLIENTS_MAX);
      widened += index.takeClientsWidened();
    }
    assertThat(widened).as("sets given up").isPositive();
    requireForgottenKnown(index);
    int passed = 0;
    for (int i = ORDERS; i < 2 * ORDERS; i++) {
      passed += index.forgottenUpTo(client(i), id(i)) < 0 ? 0 : 1;
    }
    assertThat(passed).as("new orders to be looked up").isLessThan(ORDERS / 50);
    OrderIndex restarted = restarted(index);
    assertThat(forgottenClients(restarted)).isEqualTo(forgottenClients(index));
    requireForgottenKnown(restarted);
    assertThat(restarted.forgetsAny()).isTrue();
    int some;
    do {
      some = restarted.evictSome(DAY + 2);
    } while (some > 0);
    assertThat(restarted.forgetsAny()).isFalse();
    assertThat(restarted.forgottenUpTo(client(0), id(0))).isNegative();
  }

  @Test
  void setsThatAreRestoredUnderALowerBoundAreGivenUp() {
    var roomy = new OrderIndex(KeyedHash.ofSeed(1), 80, OrderIndex.Sizes.of(8_000, 100_000, 1));
    for (int i = 0; i < 800; i++) {
      roomy.put(client(i), id(i), i, DAY);
    }
    assertThat(forgottenClients(roomy)).isGreaterThan(CLIENTS_MAX);
    OrderIndex restarted = restarted(roomy);
    assertThat(forgottenClients(restarted)).isLessThanOrEqualTo(CLIENTS_MAX);
    assertThat(restarted.takeClientsWidened()).isPositive();
    for (int i = 0; i < 720; i++) {
      assertThat(restarted.forgottenUpTo(client(i), id(i))).isGreaterThanOrEqualTo(i);
    }
  }

  @Test
  void setsThatAreGivenUpAreCounted() {
    var world = new LaneWorld(new StateBounds(10_000, 10_000, IDS, 10_000, 0, 100_000));
    var findings = JournalFindings.NONE.withAbsentBelow(Long.MAX_VALUE);
    for (int i = 0; i < 5000; i++) {
      assertThat(
              world
                  .lane()
                  .decide(
                      LaneWorld.order(client(i), "o", "1"),
                      () -> LaneWorld.rules(TradingState.ACTIVE),
                      findings))
          .isInstanceOf(LaneAnswer.Decided.class);
    }
    world.lanes().addUp();
    assertThat(world.registry.get("authorize.ids.accounts.widened").counter().count()).isPositive();
  }

  private static void requireForgottenKnown(OrderIndex index) {
    for (int i = 0; i < ORDERS; i++) {
      if (index.find(client(i), id(i)) < 0) {
        assertThat(index.forgottenUpTo(client(i), id(i))).isGreaterThanOrEqualTo(i);
      }
    }
  }

  private static int forgottenClients(OrderIndex index) {
    return index.segments().stream().mapToInt(segment -> segment.forgotten().count()).sum();
  }

  private static OrderIndex index() {
    return new OrderIndex(KeyedHash.ofSeed(1), IDS, OrderIndex.Sizes.of(IDS, 100_000, 1));
  }

  private static OrderIndex restarted(OrderIndex index) {
    List<byte[]> stored = new ArrayList<>();
    index.filters().forEach(filter -> stored.add(index.keys().stored(filter)));
    index.segments().forEach(segment -> stored.add(index.keys().stored(segment)));
    OrderIndex restarted = index();
    stored.forEach(restarted::restore);
    return restarted;
  }

  private static ClientId client(int number) {
    return new ClientId("c" + number);
  }

  private static ClientOrderId id(int number) {
    return new ClientOrderId("o" + number);
  }
}
