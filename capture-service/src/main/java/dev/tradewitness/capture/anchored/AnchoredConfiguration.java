package dev.tradewitness.capture.anchored;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class AnchoredConfiguration {

  @Bean
  AnchoredBatches anchoredBatches(
      AnchoredBatchRepository batches, TransactionTemplate transaction) {
    return new AnchoredBatches(batches, transaction);
  }
}
