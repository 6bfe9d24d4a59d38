package dev.tradewitness.capture.source.fix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.validation.Validation;
import jakarta.validation.ValidatorFactory;
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

class FixPropertiesTest {

  private static final String PREFIX = "tradewitness.capture.fix";

  private static FixProperties properties(Map<String, String> settings) {
    var prefixed = new HashMap<String, String>();
    settings.forEach((key, value) -> prefixed.put(PREFIX + "." + key, value));
    return new Binder(new MapConfigurationPropertySource(prefixed))
        .bindOrCreate(PREFIX, FixProperties.class);
  }

  @Test
  void theDefaultsAreTheDocumentedOnes() {
    FixProperties defaults = properties(Map.of());
    assertThat(defaults.hold()).isEqualTo(Duration.ofSeconds(10));
    assertThat(defaults.stallMax()).isEqualTo(Duration.ofSeconds(30));
    assertThat(defaults.messageSizeMax()).isEqualTo(DataSize.ofKilobytes(256));
    assertThat(violations(defaults)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"hold,0s", "hold,601s", "stall-max,999ms", "stall-max,601s"})
  void aWrongTimeIsRefused(String key, String time) {
    assertThat(violations(properties(Map.of(key, time)))).isEqualTo(1);
  }

  private static int violations(FixProperties properties) {
    try (ValidatorFactory validation = Validation.buildDefaultValidatorFactory()) {
      return validation.getValidator().validate(properties).size();
    }
  }

  @ParameterizedTest
  @CsvSource({"0B", "4095B", "5MB"})
  void aWrongSizeStopsTheStartWithAClearMessage(String size) {
    assertThatThrownBy(() -> properties(Map.of("message-size-max", size)))
        .isInstanceOf(BindException.class)
        .rootCause()
        .hasMessageContaining("message-size-max is from 4KB to 4MB");
  }
}
