package dev.tradewitness.spring.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BoundedLogTest {

  private final AtomicLong nanos = new AtomicLong(-5);
  private final BoundedLog log = new BoundedLog(Duration.ofNanos(10), nanos::get);
  private final List<Long> lines = new ArrayList<>();

  @Test
  void oneLinePassesInATimeAndSaysHowManyWereLeftOut() {
    log.say(lines::add);
    log.say(lines::add);
    nanos.addAndGet(9);
    log.say(lines::add);
    assertThat(lines).containsExactly(0L);
    nanos.addAndGet(1);
    log.say(lines::add);
    log.say(lines::add);
    assertThat(lines).containsExactly(0L, 2L);
    nanos.addAndGet(100);
    log.say(lines::add);
    assertThat(lines).containsExactly(0L, 2L, 1L);
  }
}
