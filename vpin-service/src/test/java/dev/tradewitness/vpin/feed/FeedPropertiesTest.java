package dev.tradewitness.vpin.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class FeedPropertiesTest {

  private static FeedProperties properties(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bindOrCreate("tradewitness.vpin.feed", FeedProperties.class);
  }

  @Test
  void theDefaultsAreTheDocumentedOnes() {
    FeedProperties defaults = properties(Map.of());
    assertThat(defaults.pairsPerPartitionMax()).isEqualTo(1024);
    assertThat(defaults.pairIdle()).isEqualTo(Duration.ofHours(1));
    assertThat(defaults.earliestTrade()).isEqualTo(Instant.parse("2000-01-01T00:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "earliest-trade,1969-12-31T23:59:59Z",
    "earliest-trade,yesterday",
    "pair-idle,0s",
    "pairs-per-partition-max,0",
    "consumers,0",
    "pair-chars-max,65",
    "input-topic,' '"
  })
  void aValueOutOfBoundsStopsTheStart(String name, String value) {
    assertThatThrownBy(() -> properties(Map.of("tradewitness.vpin.feed." + name, value)))
        .isInstanceOf(BindException.class);
  }
}
