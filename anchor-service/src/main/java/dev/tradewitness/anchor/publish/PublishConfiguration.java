package dev.tradewitness.anchor.publish;

import dev.tradewitness.anchor.batch.AnchorMessages;
import dev.tradewitness.anchor.batch.PublishedBatches;
import dev.tradewitness.anchor.checkpoint.SigningHold;
import dev.tradewitness.anchor.schedule.Tick;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.scheduling.annotation.SchedulingConfigurer;

@Configuration(proxyBeanMethods = false)
class PublishConfiguration {

  /// How long Kafka may take to say which offsets there are.
  private static final int ANSWER_MILLIS = 10_000;

  @Bean
  SchedulingConfigurer publishTick(
      AnchorMessages messages,
      KafkaTemplate<byte[], byte[]> kafka,
      PublishProperties settings,
      MeterRegistry meters) {
    var publisher = new AnchorPublisher(messages, kafka, settings);
    var tick = new Tick("publish", publisher::publish, meters);
    return tasks -> tasks.addFixedDelayTask(tick, settings.pollInterval());
  }

  @Bean
  SchedulingConfigurer publishedTick(
      PublishedBatches published,
      SigningHold hold,
      KafkaProperties kafka,
      PublishProperties settings,
      MeterRegistry meters) {
    Map<String, Object> consumer = new HashMap<>(kafka.buildConsumerProperties());
    consumer.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    consumer.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    consumer.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    // What is gone since its offset was asked for need not be compared.
    consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    consumer.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
    var tail =
        new PublishedTail(new DefaultKafkaConsumerFactory<>(consumer), published, hold, settings);
    var tick = new Tick("compare-published", tail::compare, meters);
    return tasks -> tasks.addFixedDelayTask(tick, settings.pollInterval());
  }
}
