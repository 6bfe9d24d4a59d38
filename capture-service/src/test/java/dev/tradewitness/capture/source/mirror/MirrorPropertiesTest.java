package dev.tradewitness.capture.source.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class MirrorPropertiesTest {

  private static final String PREFIX = "tradewitness.capture.mirror";

  private static MirrorProperties properties(Map<String, String> settings) {
    var prefixed = new HashMap<String, String>();
    settings.forEach((key, value) -> prefixed.put(PREFIX + "." + key, value));
    return new Binder(new MapConfigurationPropertySource(prefixed))
        .bindOrCreate(PREFIX, MirrorProperties.class);
  }

  @Test
  void theDefaultsAreTheDocumentedOnes() {
    MirrorProperties defaults = properties(Map.of());
    assertThat(defaults.bodySizeMax()).isEqualTo(DataSize.ofMegabytes(1));
    assertThat(defaults.uploadsMax()).isEqualTo(DataSize.ofMegabytes(8));
    assertThat(defaults.uploadTimeMax()).isEqualTo(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @CsvSource({"0B", "9MB"})
  void aWrongSizeStopsTheStartWithAClearMessage(String size) {
    assertThatThrownBy(() -> properties(Map.of("body-size-max", size)))
        .isInstanceOf(BindException.class)
        .rootCause()
        .hasMessageContaining("body-size-max is 1 to");
  }
}
