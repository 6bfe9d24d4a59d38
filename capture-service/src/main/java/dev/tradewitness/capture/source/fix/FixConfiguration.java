package dev.tradewitness.capture.source.fix;

import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.intake.Intake;
import dev.tradewitness.capture.intake.ReceptionClock;
import dev.tradewitness.capture.sources.Sources;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FixProperties.class)
class FixConfiguration {

  @Bean
  FixDoor fixDoor(
      EventDecoder decoder, Intake intake, ReceptionClock clock, Sources sources, FixProperties p) {
    var store = new FixStore(decoder, intake, clock, p.hold(), sources.current().digest());
    return new FixDoor(store, sources, p);
  }
}
