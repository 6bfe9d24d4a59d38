package dev.tradewitness.vpin.api;

import dev.tradewitness.kit.web.ReadSize;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ApiProperties.class)
class ApiConfiguration {

  /// What a metric or a pair takes: its row, its view and its text.
  private static final int ITEM_BYTES = 1024;

  @Bean
  ReadSize sizeOfPairs(ApiProperties properties) {
    return ReadSize.of("/v1/vpin/?", items(properties.pairsLimitMax()));
  }

  @Bean
  ReadSize sizeOfHistory(ApiProperties properties) {
    return ReadSize.of("/v1/vpin/.*/history", items(properties.historyLimitMax()));
  }

  private static DataSize items(int count) {
    return DataSize.ofBytes((long) count * ITEM_BYTES);
  }
}
