package dev.tradewitness.capture.source.fix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.kit.heap.HeapRoom;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class FixConfigurationTest {

  private static final long KIB = 1024;

  @Test
  void everyMessageThatMayWaitOfASessionIsCounted() {
    HeapRoom room = room(2);
    // One on its way, 16 to be stored, 2 MiB behind a gap; and a logon of each connection.
    assertThat(room.bytes()).isEqualTo(2 * (17 * 256 * KIB + 2048 * KIB) + 100 * 16 * KIB);
    assertThat(room.bound())
        .isEqualTo(
            "tradewitness.capture.fix.message-size-max=256KB and connections-max=100 for 2 sessions");
  }

  @Test
  void withoutASessionNothingIs() {
    assertThat(room(0).bytes()).isZero();
  }

  private static HeapRoom room(int sessions) {
    return FixConfiguration.room(
        sessions,
        new FixProperties(
            "127.0.0.1",
            1,
            Path.of("store"),
            Duration.ofSeconds(1),
            100,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            DataSize.ofKilobytes(256)));
  }
}
