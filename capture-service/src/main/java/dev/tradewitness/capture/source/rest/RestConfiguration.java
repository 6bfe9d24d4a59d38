package dev.tradewitness.capture.source.rest;

import dev.tradewitness.kit.web.Door;
import dev.tradewitness.kit.web.HttpProblems;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RestProperties.class)
class RestConfiguration {

  /// A batch may be one event a line; `ndjson` has no registered media type.
  @Bean
  Door batches() {
    return new Door(
        "/vcp/log/batch",
        Set.of(
            "application/x-ndjson",
            "application/ndjson",
            "application/jsonl",
            "application/x-jsonlines"));
  }

  @Bean
  ReadRoom readRoom(RestProperties p, HttpProblems problems) {
    return new ReadRoom(
        Math.toIntExact(p.readsMax().toKilobytes()), p.readWait(), p.readTimeMax(), problems);
  }

  @Bean
  OpenConnections openConnections(MeterRegistry meters) {
    return new OpenConnections(meters);
  }
}
