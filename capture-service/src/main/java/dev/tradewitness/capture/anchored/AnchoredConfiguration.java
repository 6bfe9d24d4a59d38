package dev.tradewitness.capture.anchored;

import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class AnchoredConfiguration {

  @Bean
  AnchoredBatches anchoredBatches(
      AnchoredBatchRepository batches, TransactionTemplate transaction) {
    return new AnchoredBatches(batches, transaction);
  }

  @Bean
  AnchoredFigures anchoredFigures(@Qualifier("backgroundDatabase") DataSource database) {
    return new AnchoredFigures(JdbcClient.create(database));
  }
}
