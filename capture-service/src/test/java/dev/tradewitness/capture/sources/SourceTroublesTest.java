package dev.tradewitness.capture.sources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.capture.sources.SourceTroubles.Trouble;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SourceTroublesTest {

  private Instant now = Instant.parse("2026-11-30T12:00:00Z");
  private final SourceTroubles troubles = new SourceTroubles(() -> now);

  @Test
  void aTroubleLastsFromItsFirstReasonUntilTheSourceIsRead() {
    Instant since = now;
    assertThat(troubles.began("redis:trades", "AWAY")).isTrue();
    now = now.plusSeconds(5);
    assertThat(troubles.began("redis:trades", "AWAY")).as("the same again").isFalse();
    assertThat(troubles.began("redis:trades", "LOGIN_REFUSED")).isTrue();
    assertThat(troubles.began("fix", "PORT_NOT_BOUND")).isTrue();

    assertThat(troubles.now())
        .containsExactly(
            new Trouble("fix", "PORT_NOT_BOUND", now),
            new Trouble("redis:trades", "LOGIN_REFUSED", since));

    assertThat(troubles.ended("redis:trades")).isTrue();
    assertThat(troubles.ended("redis:trades")).isFalse();
    assertThat(troubles.now()).extracting(Trouble::source).containsExactly("fix");
    troubles.began("redis:trades", "AWAY");
    assertThat(troubles.now().getLast().since()).isEqualTo(now);
  }
}
