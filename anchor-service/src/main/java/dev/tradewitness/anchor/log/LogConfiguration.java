package dev.tradewitness.anchor.log;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class LogConfiguration {

  @Bean
  LogStore logStore(JdbcClient jdbc, OriginProperties origin) {
    var store = new LogStore(jdbc, origin.origin());
    store.nameUnnamed();
    store
        .foreignOrigin()
        .ifPresent(known -> {
          throw new IllegalStateException(
              "there is a log %s; with tradewitness.anchor.origin=%s it would be another: the origin is fixed once there is a log"
                  .formatted(known, origin.origin()));
        });
    return store;
  }

  @Bean
  StreamLog streamLog(
      LogStore store, LogProperties bounds, InstantSource clock, MeterRegistry meters) {
    return new StreamLog(store, bounds, clock, meters);
  }

  @Bean
  TreeReader treeReader(LogStore store) {
    return new TreeReader(store);
  }
}
