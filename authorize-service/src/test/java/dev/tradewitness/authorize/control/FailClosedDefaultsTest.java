package dev.tradewitness.authorize.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.control.UnknownProperties.Treatment;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class FailClosedDefaultsTest {

  private static final String PREFIX = "tradewitness.authorize";

  @Test
  void unknownClientsAndSymbolsAndUnpricedSellsAreBlockedUnlessSetOtherwise() {
    assertThat(unknown(Map.of()))
        .isEqualTo(new UnknownProperties(Treatment.BLOCK, Treatment.BLOCK));
    assertThat(reference(Map.of()).requiredForSells()).isTrue();
  }

  @Test
  void eachCanBeAllowed() {
    assertThat(
            unknown(
                Map.of(PREFIX + ".unknown-client", "allow", PREFIX + ".unknown-symbol", "allow")))
        .isEqualTo(new UnknownProperties(Treatment.ALLOW, Treatment.ALLOW));
    assertThat(
            reference(Map.of(PREFIX + ".reference.required-for-sells", "false")).requiredForSells())
        .isFalse();
  }

  private static UnknownProperties unknown(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bindOrCreate(PREFIX, UnknownProperties.class);
  }

  private static ReferenceProperties reference(Map<String, String> settings) {
    return new Binder(new MapConfigurationPropertySource(settings))
        .bindOrCreate(PREFIX + ".reference", ReferenceProperties.class);
  }
}
