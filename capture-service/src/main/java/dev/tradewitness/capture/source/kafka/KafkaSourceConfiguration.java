package dev.tradewitness.capture.source.kafka;

import dev.tradewitness.capture.anchored.AnchoredBatches;
import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.intake.Intake;
import dev.tradewitness.capture.intake.ReceptionClock;
import dev.tradewitness.capture.sources.DoorLifecycle;
import dev.tradewitness.capture.sources.SourceTroubles;
import dev.tradewitness.capture.sources.Sources;
import dev.tradewitness.capture.stream.SourceReader;
import dev.tradewitness.kit.heap.HeapRoom;
import dev.tradewitness.kit.kafka.DeadLetters;
import dev.tradewitness.kit.kafka.KafkaRooms;
import dev.tradewitness.kit.kafka.LastingAdmin;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.ContainerProperties.AckMode;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.FixedBackOff;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TapProperties.class)
class KafkaSourceConfiguration {

  @Bean
  DoorLifecycle<SortedSet<String>> tapContainer(
      KafkaProperties kafka,
      TapListener listener,
      Sources sources,
      SourceTroubles troubles,
      ApplicationEventPublisher events,
      TapProperties p) {
    var containers = containers(kafka, p);
    var access = new TapAccess(troubles, events);
    containers.setApplicationEventPublisher(access);
    var door =
        new TapContainer(
            containers,
            listener,
            topics ->
                new TapWatch(
                    LastingAdmin.of(consumersLogin(kafka)), topics, troubles, p.topicsWatch()),
            access);
    return new DoorLifecycle<>(TapAccess.DOOR, door, sources, troubles, p.enabled());
  }

  /// An admin client with these has the login of the tap's consumer, so that Kafka tells it what
  /// the consumer may do: that of `spring.kafka.admin` may do more, or less.
  static Map<String, Object> consumersLogin(KafkaProperties kafka) {
    var settings = new HashMap<>(kafka.buildConsumerProperties());
    settings.keySet().retainAll(AdminClientConfig.configNames());
    return settings;
  }

  /// Batch records are read whether anything is tapped or not.
  @Bean
  ConcurrentKafkaListenerContainerFactory<byte[], byte[]> anchorContainers(
      KafkaProperties kafka, TapProperties p) {
    return containers(kafka, p);
  }

  /// Whole polls at a time; offsets follow the listener's return; what fails comes again until it
  /// does not.
  private static ConcurrentKafkaListenerContainerFactory<byte[], byte[]> containers(
      KafkaProperties kafka, TapProperties p) {
    Map<String, Object> settings = new HashMap<>(kafka.buildConsumerProperties());
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, p.groupId());
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, p.pollEventsMax());
    // A message of an aborted transaction was never sent: it is not evidence of anything.
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    var factory = new ConcurrentKafkaListenerContainerFactory<byte[], byte[]>();
    factory.setConsumerFactory(
        new DefaultKafkaConsumerFactory<>(
            settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    factory.setBatchListener(true);
    factory.getContainerProperties().setAckMode(AckMode.BATCH);
    // Without it a consumer that Kafka refuses ends for good.
    factory.getContainerProperties().setAuthExceptionRetryInterval(p.retry());
    factory.setCommonErrorHandler(
        new DefaultErrorHandler(
            new FixedBackOff(p.retry().toMillis(), FixedBackOff.UNLIMITED_ATTEMPTS)));
    return factory;
  }

  /// Of the tap and of the batch records.
  @Bean
  HeapRoom roomOfFetches(KafkaProperties kafka) {
    return KafkaRooms.consumers(kafka, 2);
  }

  /// The relay's and that of dead letters.
  @Bean
  HeapRoom roomOfProducers(KafkaProperties kafka) {
    return KafkaRooms.producers(kafka, 2);
  }

  @Bean
  DeadLetters deadLetters(KafkaTemplate<byte[], byte[]> kafka, MeterRegistry meters) {
    return new DeadLetters(kafka, meters);
  }

  @Bean
  TapListener tapListener(
      EventDecoder decoder,
      Sources sources,
      Intake intake,
      ReceptionClock clock,
      DeadLetters deadLetters,
      SourceReader stored,
      KafkaProperties kafka,
      TapProperties p) {
    return new TapListener(
        decoder,
        sources,
        p.messageSizeMax().toBytes(),
        intake,
        clock,
        new TapLanes(stored, new KafkaAdmin(consumersLogin(kafka))),
        new LetterBox(deadLetters));
  }

  @Bean
  AnchorListener anchorListener(AnchoredBatches batches, DeadLetters deadLetters) {
    return new AnchorListener(batches, new LetterBox(deadLetters));
  }
}
