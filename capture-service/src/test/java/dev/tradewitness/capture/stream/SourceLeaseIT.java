package dev.tradewitness.capture.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.tradewitness.testservers.Servers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// One reader at a time, and a reader that was overtaken knows it.
class SourceLeaseIT {

  private static final String SOURCE = "redis:s";
  private static final Duration TIME = Duration.ofMinutes(1);

  private final RealTable table = RealTable.of(Servers.postgres().createDatabase("capture"));
  private final AtomicLong clock = new AtomicLong();
  private final SourceLease first = lease();
  private final SourceLease second = lease();

  @Test
  void oneReaderHasItUntilItGivesItBack() {
    assertThat(first.keep()).as("before it was taken").isFalse();
    assertThat(first.take()).isTrue();
    assertThat(second.take()).isFalse();
    assertThatIllegalStateException().isThrownBy(second::tenure);
    first.release();
    assertThat(second.take()).isTrue();
    first.release();
    assertThat(second.keep()).isTrue();
  }

  @Test
  void whoIsOvertakenNeverGoesOnAndBeginsAnewOnlyAsSomebodyElse() {
    assertThat(first.take()).isTrue();
    SourceTenure before = first.tenure();
    table.runOut(SOURCE);
    assertThat(second.take()).isTrue();

    assertThat(first.keep()).as("it has not asked yet").isTrue();
    first.doubt();
    assertThat(first.keep()).isFalse();
    second.release();
    assertThat(first.keep()).as("also when nobody has it").isFalse();
    assertThat(first.take()).isTrue();
    assertThat(first.tenure()).isNotEqualTo(before);
  }

  @Test
  void aLeaseThatRanOutAndThatNobodyTookIsKept() {
    assertThat(first.take()).isTrue();
    SourceTenure before = first.tenure();
    table.runOut(SOURCE);
    clock.addAndGet(TIME.toNanos() / 4);
    assertThat(first.take()).isTrue();
    assertThat(first.tenure()).isEqualTo(before);
    assertThat(second.take()).isFalse();
  }

  @Test
  void theDatabaseIsAskedFourTimesInALease() {
    assertThat(first.take()).isTrue();
    table.runOut(SOURCE);
    assertThat(second.take()).isTrue();
    clock.addAndGet(TIME.toNanos() / 4 - 1);
    assertThat(first.keep()).isTrue();
    clock.addAndGet(1);
    assertThat(first.keep()).isFalse();
  }

  private SourceLease lease() {
    return new SourceLease(table.leases(), SOURCE, TIME, clock::get);
  }
}
