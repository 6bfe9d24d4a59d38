package dev.tradewitness.capture.sources;

import dev.tradewitness.capture.stream.EventSigner;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SourcesProperties.class)
class SourcesConfiguration {

  @Bean
  Sources sources(SourcesProperties p, EventSigner signer, MeterRegistry meters) {
    Sources sources = Sources.load(p.sources(), meters);
    signer.setOfSources(sources.current().signing());
    sources.onChange(file -> signer.setOfSources(file.signing()));
    return sources;
  }

  @Bean
  SourceTroubles sourceTroubles(InstantSource clock) {
    return new SourceTroubles(clock);
  }

  @Bean
  SourcesWatch sourcesWatch(Sources sources, SourcesProperties p) {
    return new SourcesWatch(sources, p.sourcesWatch());
  }
}
