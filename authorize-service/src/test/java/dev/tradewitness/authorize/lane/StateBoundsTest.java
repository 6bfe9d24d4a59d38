package dev.tradewitness.authorize.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.authorize.order.TimeInForce;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateBoundsTest {

  private static final long MIB = 1024 * 1024;

  @ParameterizedTest
  @ValueSource(longs = {1, 64, 320, 768, 2048, 65_536, 4_194_304})
  void theBoundsOfAHeapFitIntoIt(long mib) {
    StateBounds.ofHeap(mib * MIB).requireHeap(mib * MIB);
  }

  @Test
  void twoGibibytesHoldAMillionOrdersAMillionAccountsAndTenMillionIds() {
    StateBounds bounds = StateBounds.ofHeap(2048 * MIB);
    assertThat(bounds.openOrders()).isGreaterThanOrEqualTo(1_000_000);
    assertThat(bounds.holdings()).isGreaterThanOrEqualTo(1_000_000);
    assertThat(bounds.rememberedIds()).isGreaterThanOrEqualTo(10_000_000);
    new StateBounds(1_000_000, 1_000_000, 10_000_000, 1_000_000, 64 * 2048, 40_000_000)
        .requireHeap(2048 * MIB);
    assertThat(bounds.forgottenIds()).isGreaterThanOrEqualTo(64_000_000);
  }

  @Test
  void boundsThatTheHeapCannotHoldAreRefusedNamingBoth() {
    var bounds = new StateBounds(1_000_000, 500_000, 10_000_000, 1_000_000, 4096, 1);
    assertThatThrownBy(() -> bounds.requireHeap(768 * MIB))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(
            "1000000 open orders, 500000 holdings, 10000000 remembered ids, 1000000 executions")
        .hasMessageContaining("take 552 MiB")
        .hasMessageContaining("heap of 768 MiB is 384 MiB");
    assertThatThrownBy(() -> new StateBounds(0, 1, 1, 1, 1, 1)).hasMessageContaining("above zero");
  }

  @Test
  void filtersOfForgottenIdsTakeWhatTheOtherBoundsLeave() {
    StateBounds byHeap = StateBounds.ofHeap(753 * MIB);
    assertThat(byHeap.forgottenIds()).isGreaterThanOrEqualTo(23_000_000);
    StateBounds few = orders(null, 1_000_000, null).bounds(753 * MIB);
    assertThat(few.forgottenIds()).isGreaterThanOrEqualTo(58_000_000);
    assertThat(few.bytes()).isBetween(376 * MIB, 377 * MIB);
    assertThat(orders(null, null, 500).bounds(753 * MIB).forgottenIds()).isEqualTo(500);
    assertThatThrownBy(() -> orders(null, null, 30_000_000).bounds(753 * MIB))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("30000000 forgotten ids");
    assertThatThrownBy(() -> orders(5_000_000, null, null).bounds(753 * MIB))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("5000000 open orders");
  }

  private static OrdersProperties orders(
      @Nullable Integer open, @Nullable Integer remembered, @Nullable Integer forgotten) {
    return new OrdersProperties(
        Duration.ofHours(24),
        new TimeInForceProperties(
            TimeInForce.DAY, Duration.ofHours(24), Duration.ofHours(1), Duration.ofDays(30)),
        Duration.ofSeconds(2),
        open,
        null,
        remembered,
        forgotten,
        null,
        10_000,
        null,
        Duration.ofSeconds(1),
        Duration.ofSeconds(10));
  }

  @Test
  void theGreatestBoundsAreCountedWithoutOverflow() {
    int max = Integer.MAX_VALUE;
    assertThat(new StateBounds(max, max, max, max, max, max).bytes())
        .isEqualTo(max * 2524L + max / 8 * 4L);
  }

  @Test
  void theSetsOfAccountsOfWhichIdsWereForgottenAreCountedWithTheIds() {
    var few = new StateBounds(1, 1, 8_000, 1, 0, 1);
    var more = new StateBounds(1, 1, 16_000, 1, 0, 1);
    assertThat(more.bytes() - few.bytes())
        .isEqualTo(8_000 * StateBounds.REMEMBERED_ID_BYTES + 1_000 * 4L);
    assertThat(OrderIndex.Sizes.of(16_000, 1, 4).forgottenClients()).isEqualTo(500);
  }
}
