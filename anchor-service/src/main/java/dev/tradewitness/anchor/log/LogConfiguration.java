package dev.tradewitness.anchor.log;

import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class LogConfiguration {

  @Bean
  LogStore logStore(JdbcClient jdbc) {
    return new LogStore(jdbc);
  }

  @Bean
  StreamLog streamLog(LogStore store, InstantSource clock) {
    return new StreamLog(store, clock);
  }

  @Bean
  TreeReader treeReader(LogStore store) {
    return new TreeReader(store);
  }
}
