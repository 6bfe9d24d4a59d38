package dev.tradewitness.capture.source.fix;

import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.intake.Intake;
import dev.tradewitness.capture.intake.ReceptionClock;
import dev.tradewitness.capture.sources.DoorLifecycle;
import dev.tradewitness.capture.sources.SourceTroubles;
import dev.tradewitness.capture.sources.Sources;
import dev.tradewitness.capture.sources.SourcesFile.FixSession;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FixProperties.class)
class FixConfiguration {

  @Bean
  DoorLifecycle<List<FixSession>> fixDoor(
      EventDecoder decoder,
      Intake intake,
      ReceptionClock clock,
      Sources sources,
      SourceTroubles troubles,
      FixProperties p) {
    var store = new FixStore(decoder, intake, clock, p.hold(), sources.current().digest());
    return new DoorLifecycle<>("fix", new FixDoor(store, p), sources, troubles, true);
  }
}
