package dev.tradewitness.capture.health;

import dev.tradewitness.capture.anchored.AnchoredFigures;
import dev.tradewitness.capture.intake.InFlight;
import dev.tradewitness.capture.relay.StreamRelay;
import dev.tradewitness.capture.sources.SourceTroubles;
import dev.tradewitness.capture.sources.Sources;
import dev.tradewitness.capture.spool.Spool;
import dev.tradewitness.capture.stream.PublishedEvents;
import dev.tradewitness.capture.stream.StreamCommitter;
import dev.tradewitness.capture.stream.StreamReader;
import dev.tradewitness.kit.kafka.LastingAdmin;
import dev.tradewitness.kit.threads.ThreadWatch;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HealthProperties.class)
class HealthConfiguration {

  @Bean
  KafkaWatch kafkaWatch(KafkaProperties kafka, HealthProperties p) {
    return new KafkaWatch(LastingAdmin.of(kafka.buildAdminProperties()), p.kafkaInterval());
  }

  @Bean("threadsHealthIndicator")
  ThreadsHealthIndicator threads(
      StreamCommitter committer, Spool spool, StreamRelay relay, ThreadWatch watch) {
    return new ThreadsHealthIndicator(committer, spool, relay, watch);
  }

  @Bean
  CaptureHealth captureHealth(
      @Qualifier("backgroundReader") StreamReader streams,
      StreamCommitter committer,
      StreamRelay relay,
      ThreadsHealthIndicator threads,
      PublishedEvents published,
      AnchoredFigures batches,
      Spool spool,
      InFlight inFlight,
      KafkaWatch kafka,
      Sources sources,
      SourceTroubles troubles,
      HealthProperties p) {
    return new CaptureHealth(
        streams, committer, relay, threads, published, batches, spool, inFlight, kafka, sources,
        troubles, p);
  }
}
