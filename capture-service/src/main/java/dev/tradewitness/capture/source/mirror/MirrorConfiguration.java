package dev.tradewitness.capture.source.mirror;

import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.mirror.MirrorReader;
import dev.tradewitness.capture.decode.mirror.SecretNames;
import dev.tradewitness.kit.web.Door;
import java.security.SecureRandom;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MirrorProperties.class)
class MirrorConfiguration {

  @Bean
  Door mirroredRequests() {
    return Door.ofAnyBody(MirrorController.PATH);
  }

  @Bean
  MirrorReader mirrorReader(EventDecoder decoder, MirrorProperties p) {
    return new MirrorReader(
        decoder, new SecureRandom(), p.policy(), p.orderMappings(), new SecretNames(p.redact()));
  }
}
