package dev.tradewitness.anchor.settle;

import dev.tradewitness.anchor.checkpoint.Checkpoints;
import dev.tradewitness.anchor.checkpoint.SigningStops;
import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.anchor.log.TreeReader;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class SettleConfiguration {

  @Bean
  Settlements settlements(
      StreamLog logs,
      TreeReader trees,
      SigningStops stops,
      Checkpoints checkpoints,
      JdbcClient jdbc,
      TransactionTemplate transactions,
      InstantSource clock) {
    return new Settlements(
        logs, trees, stops, checkpoints, new SettlementStore(jdbc), transactions, clock);
  }
}
