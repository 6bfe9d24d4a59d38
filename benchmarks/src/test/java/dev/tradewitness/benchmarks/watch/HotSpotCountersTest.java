package dev.tradewitness.benchmarks.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class HotSpotCountersTest {

  @Test
  void theCountersOfThisJvmSayWhatItCollected() {
    long pid = ProcessHandle.current().pid();
    System.gc();
    var before = JvmState.of(pid).orElseThrow();
    System.gc();
    var after = JvmState.of(pid).orElseThrow();
    assertThat(after.collections()).isGreaterThan(before.collections());
    assertThat(after.pauseMillis()).isGreaterThanOrEqualTo(before.pauseMillis());
    assertThat(after.maxBytes()).isGreaterThan(after.liveBytes());
  }

  @Test
  void whatIsHeldIsLiveAndWhatIsDroppedIsNot() {
    long pid = ProcessHandle.current().pid();
    System.gc();
    long empty = JvmState.of(pid).orElseThrow().liveBytes();
    var held = new byte[32 << 20];
    System.gc();
    long full = JvmState.of(pid).orElseThrow().liveBytes();
    assertThat(full - empty).isBetween(28L << 20, 36L << 20);
    assertThat(held[0]).isZero();
  }

  @Test
  void aProcessThatIsNoJvmHasNone() {
    assertThat(JvmState.of(1)).isEmpty();
    assertThat(HotSpotCounters.read(ByteBuffer.allocate(4))).isEmpty();
    assertThat(HotSpotCounters.read(ByteBuffer.allocate(64))).isEmpty();
  }
}
