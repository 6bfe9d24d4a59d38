package dev.tradewitness.authorize.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    new StateBounds(1_000_000, 1_000_000, 10_000_000, 1_000_000, 64 * 2048).requireHeap(2048 * MIB);
  }

  @Test
  void boundsThatTheHeapCannotHoldAreRefusedNamingBoth() {
    var bounds = new StateBounds(1_000_000, 500_000, 10_000_000, 1_000_000, 4096);
    assertThatThrownBy(() -> bounds.requireHeap(768 * MIB))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(
            "1000000 open orders, 500000 holdings, 10000000 remembered ids, 1000000 executions")
        .hasMessageContaining("take 547 MiB")
        .hasMessageContaining("heap of 768 MiB is 384 MiB");
    assertThatThrownBy(() -> new StateBounds(0, 1, 1, 1, 1)).hasMessageContaining("above zero");
  }

  @Test
  void theGreatestBoundsAreCountedWithoutOverflow() {
    int max = Integer.MAX_VALUE;
    assertThat(new StateBounds(max, max, max, max, max).bytes()).isEqualTo(max * 2522L);
  }
}
