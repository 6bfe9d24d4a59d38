package dev.tradewitness.capture.search;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class SearchConfiguration {

  @Bean
  EventSearch eventSearch(JdbcClient database) {
    return new EventSearch(database);
  }
}
