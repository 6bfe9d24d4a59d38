package dev.tradewitness.authorize.feed;

import dev.tradewitness.authorize.lifecycle.ExecutionReports;
import dev.tradewitness.kit.kafka.DeadLetters;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.FixedBackOff;

/// The way from Kafka to the lanes. Only the instance that owns the lanes consumes: a standby could
/// apply nothing, and would hold partitions back from the owner.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FeedProperties.class)
class FeedConfiguration {

  private static final Duration RETRY_WAIT = Duration.ofSeconds(1);

  @Bean
  DeadLetters deadLetters(KafkaTemplate<byte[], byte[]> kafka, MeterRegistry meters) {
    return new DeadLetters(kafka, meters);
  }

  @Bean
  ConcurrentMessageListenerContainer<byte[], byte[]> executionContainer(
      ConsumerFactory<byte[], byte[]> consumers,
      ExecutionReports orders,
      DeadLetters deadLetters,
      FeedProperties p) {
    var properties = new ContainerProperties(p.topic());
    properties.setGroupId(p.groupId());
    properties.setAckMode(ContainerProperties.AckMode.MANUAL);
    properties.setMessageListener(new ExecutionFeed(orders::submit, deadLetters));
    var container = new ConcurrentMessageListenerContainer<>(consumers, properties);
    container.setBeanName("executions");
    container.setAutoStartup(false);
    container.setCommonErrorHandler(retryForEver(RETRY_WAIT));
    return container;
  }

  @Bean
  FeedSwitch feedSwitch(ConcurrentMessageListenerContainer<byte[], byte[]> executionContainer) {
    return new FeedSwitch(executionContainer, RETRY_WAIT);
  }

  /// Spring Kafka's own default passes over a poll after ten attempts.
  static DefaultErrorHandler retryForEver(Duration wait) {
    return new DefaultErrorHandler(
        new FixedBackOff(wait.toMillis(), FixedBackOff.UNLIMITED_ATTEMPTS));
  }
}
