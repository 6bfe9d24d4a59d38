package dev.tradewitness.capture.anchored;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AnchoredConfiguration {

  @Bean
  AnchoredBatches anchoredBatches(AnchoredBatchRepository batches) {
    return new AnchoredBatches(batches);
  }
}
