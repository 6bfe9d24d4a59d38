package dev.tradewitness.capture.source.mirror;

import dev.tradewitness.kit.heap.HeapRoom;
import dev.tradewitness.kit.web.Door;
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
  HeapRoom roomOfMirroredBodies(MirrorProperties p) {
    return HeapRoom.of("tradewitness.capture.mirror.uploads-max", p.uploadsMax());
  }
}
