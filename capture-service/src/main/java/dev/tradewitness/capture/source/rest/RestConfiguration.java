package dev.tradewitness.capture.source.rest;

import dev.tradewitness.capture.intake.ActiveConnections;
import dev.tradewitness.kit.heap.HeapRoom;
import dev.tradewitness.kit.web.Door;
import dev.tradewitness.kit.web.ReadSize;
import java.util.Set;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

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

  /// A page of events: rows, text and answer.
  @Bean
  ReadSize sizeOfPages() {
    return ReadSize.of("/vcp/.*", DataSize.ofMegabytes(6));
  }

  @Bean
  ReadSize sizeOfOneEvent() {
    return ReadSize.of("/vcp/events/.*", DataSize.ofMegabytes(3));
  }

  @Bean
  HeapRoom roomOfEventUploads(RestProperties p) {
    return HeapRoom.of("tradewitness.capture.rest.event-uploads-max", p.eventUploadsMax());
  }

  /// The body and the events that it is cut into.
  @Bean
  HeapRoom roomOfBatchUploads(RestProperties p) {
    return HeapRoom.of("tradewitness.capture.rest.batch-uploads-max", p.batchUploadsMax(), 2);
  }

  @Bean
  OpenConnections openConnections(ActiveConnections connections) {
    return new OpenConnections(connections);
  }
}
