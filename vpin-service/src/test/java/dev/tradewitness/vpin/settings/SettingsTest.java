package dev.tradewitness.vpin.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.vpin.classify.ClassifierKind;
import dev.tradewitness.vpin.reading.VolumeUnit;
import dev.tradewitness.vpin.reading.VpinParameters;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.io.ClassPathResource;

class SettingsTest {

  /// The settings as the service's own application.yaml and these additions give them.
  private static VpinParameters parameters(Map<String, Object> additions) throws IOException {
    var sources = new MutablePropertySources();
    sources.addLast(new MapPropertySource("additions", additions));
    new YamlPropertySourceLoader()
        .load("application", new ClassPathResource("application.yaml"))
        .forEach(sources::addLast);
    return new Binder(
            ConfigurationPropertySources.from(sources),
            new PropertySourcesPlaceholdersResolver(sources))
        .bind(
            "tradewitness.vpin.settings",
            Bindable.of(SettingsProperties.class),
            new NoUnboundElementsBindHandler(BindHandler.DEFAULT))
        .get()
        .parameters();
  }

  @Test
  void theDefaultsAreThoseOfTheSourceDocument() throws IOException {
    assertThat(parameters(Map.of()))
        .isEqualTo(new VpinParameters(10_000, 50, 100, VolumeUnit.QUOTE, ClassifierKind.HALF, 20));
  }

  @Test
  void theSourceDocumentsNamesWorkAsWritten() throws IOException {
    assertThat(
            parameters(Map.of("BUCKET_SIZE", "5000", "NUM_BUCKETS", "100", "EMIT_INTERVAL", "50")))
        .isEqualTo(new VpinParameters(5_000, 100, 50, VolumeUnit.QUOTE, ClassifierKind.HALF, 20));
  }

  @Test
  void unitAndClassifierAreChosenByName() throws IOException {
    VpinParameters chosen =
        parameters(
            Map.of(
                "tradewitness.vpin.settings.unit", "base",
                "tradewitness.vpin.settings.classifier", "tick"));
    assertThat(chosen.unit()).isEqualTo(VolumeUnit.BASE);
    assertThat(chosen.classifier()).isEqualTo(ClassifierKind.TICK);
  }

  @ParameterizedTest
  @CsvSource({
    "BUCKET_SIZE,0",
    "BUCKET_SIZE,-1",
    "BUCKET_SIZE,NaN",
    "BUCKET_SIZE,1e300",
    "BUCKET_SIZE,ten",
    "NUM_BUCKETS,0",
    "NUM_BUCKETS,10001",
    "NUM_BUCKETS,1.5",
    "EMIT_INTERVAL,0",
    "EMIT_INTERVAL,-5",
    "tradewitness.vpin.settings.history-windows,0",
    "tradewitness.vpin.settings.history-windows,3000",
    "tradewitness.vpin.settings.classifier,mood",
    "tradewitness.vpin.settings.unit,kilo",
    "tradewitness.vpin.settings.buckets,50"
  })
  void aValueOutOfBoundsOrAnUnknownKeyStopsTheStart(String name, String value) {
    assertThatThrownBy(() -> parameters(Map.of(name, value))).isInstanceOf(BindException.class);
  }
}
