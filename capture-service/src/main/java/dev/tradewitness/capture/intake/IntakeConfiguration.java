package dev.tradewitness.capture.intake;

import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.sources.Sources;
import dev.tradewitness.capture.stream.CommitQueue;
import dev.tradewitness.capture.stream.EventSigner;
import dev.tradewitness.capture.stream.StreamCommitter;
import dev.tradewitness.capture.stream.StreamEntry;
import dev.tradewitness.kit.heap.HeapRoom;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({IntakeProperties.class, ClockProperties.class})
class IntakeConfiguration {

  @Bean
  EventDecoder eventDecoder() {
    return new EventDecoder(new SecureRandom());
  }

  @Bean
  ReceptionClock receptionClock(InstantSource clock, ClockProperties p, Sources sources) {
    return new ReceptionClock(clock, p::status, () -> sources.current().digest());
  }

  @Bean
  InFlight inFlight(IntakeProperties p, MeterRegistry meters) {
    return new InFlight(
        new InFlight.Bounds(p.eventsInFlightMax(), p.sizeInFlightMax().toBytes()),
        new InFlight.Bounds(p.sourceEventsMax(), p.sourceSizeMax().toBytes()),
        meters);
  }

  @Bean
  HeapRoom roomOfDocumentsInFlight(IntakeProperties p) {
    return HeapRoom.of("tradewitness.capture.intake.size-in-flight-max", p.sizeInFlightMax());
  }

  @Bean
  HeapRoom roomOfEventsInFlight(IntakeProperties p) {
    return HeapRoom.of(
        "tradewitness.capture.intake.events-in-flight-max",
        p.eventsInFlightMax(),
        StreamEntry.OVERHEAD_BYTES);
  }

  @Bean
  ActiveConnections activeConnections(MeterRegistry meters) {
    return new ActiveConnections(meters);
  }

  @Bean
  Intake intake(
      StreamCommitter committer,
      CommitQueue queue,
      EventSigner signer,
      InFlight inFlight,
      MeterRegistry meters,
      IntakeProperties p) {
    return new Intake(committer, queue, signer, inFlight, new IntakeMeters(meters, inFlight), p);
  }
}
