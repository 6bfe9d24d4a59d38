package dev.tradewitness.authorize.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Period;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class JournalPropertiesTest {

  @Test
  void withoutSettingsThereAre64LanesAndRowsAreKeptForEver() {
    assertThat(bound(Map.of()))
        .isEqualTo(
            new JournalProperties(
                64,
                256,
                8192,
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                20_000,
                Duration.ofMinutes(15),
                Period.ofDays(3),
                null));
  }

  @Test
  void daysCanBeWrittenShort() {
    assertThat(bound(Map.of("retention", "90d", "idempotency-window", "2d")))
        .extracting(JournalProperties::retention, JournalProperties::idempotencyWindow)
        .containsExactly(Period.ofDays(90), Period.ofDays(2));
  }

  @Test
  void aRetentionShorterThanTheWindowIsRefused() {
    assertThatThrownBy(() -> bound(Map.of("retention", "2d")))
        .rootCause()
        .hasMessage("retention P2D is shorter than the idempotency window P3D");
  }

  @Test
  void aRetentionInMonthsIsRefusedBecauseTheyDifferInLength() {
    assertThatThrownBy(() -> bound(Map.of("retention", "3m")))
        .rootCause()
        .hasMessage("retention P3M: expected days, at least one, such as 90d");
  }

  private static JournalProperties bound(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bindOrCreate("", JournalProperties.class);
  }
}
