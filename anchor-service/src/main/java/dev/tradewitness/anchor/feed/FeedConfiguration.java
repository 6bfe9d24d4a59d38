package dev.tradewitness.anchor.feed;

import dev.tradewitness.anchor.capture.CaptureClient;
import dev.tradewitness.anchor.capture.EventKeys;
import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.anchor.log.TreeReader;
import dev.tradewitness.anchor.schedule.Tick;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.kit.kafka.DeadLetters;
import dev.tradewitness.kit.kafka.LetterTable;
import dev.tradewitness.kit.kafka.OwedLetters;
import dev.tradewitness.kit.kafka.OwingPartitions;
import dev.tradewitness.kit.time.SteadyTime;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.event.ListenerContainerIdleEvent;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.backoff.FixedBackOff;

@Configuration(proxyBeanMethods = false)
class FeedConfiguration {

  private static final Duration DEAD_LETTER_PATIENCE = Duration.ofSeconds(30);

  /// For a letter that is tried again; the consumer's other partitions wait as long.
  private static final Duration FURTHER_PATIENCE = Duration.ofSeconds(1);

  /// How often partitions are looked after while no messages come.
  private static final Duration IDLE_INTERVAL = Duration.ofSeconds(1);

  @Bean
  FeedReport feedReport(MeterRegistry meters) {
    return new FeedReport(meters);
  }

  @Bean
  Ownership ownership() {
    return new Ownership();
  }

  @Bean
  DeadLetters deadLetters(KafkaTemplate<byte[], byte[]> kafka, MeterRegistry meters) {
    return new DeadLetters(kafka, meters);
  }

  @Bean
  OwedLetters owedLetters(
      JdbcClient jdbc, DeadLetters letters, KafkaProperties kafka, MeterRegistry meters) {
    return new OwedLetters(
        new LetterTable(jdbc), letters, () -> reader(kafka), DEAD_LETTER_PATIENCE, meters);
  }

  /// A consumer beside the group's.
  private static Consumer<byte[], byte[]> reader(KafkaProperties kafka) {
    Map<String, Object> settings = new HashMap<>(kafka.buildConsumerProperties());
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Bean
  PartitionClaims partitionClaims(
      JdbcClient jdbc,
      Ownership ownership,
      OwedLetters owedLetters,
      FeedProperties settings,
      FeedReport report,
      InstantSource clock) {
    SteadyTime time = SteadyTime.of(clock);
    return new PartitionClaims(
        Topics.VCP_EVENTS,
        ProcessHandle.current().pid() + "-" + UUID.randomUUID(),
        new PartitionStore(jdbc),
        ownership,
        () -> new OwingPartitions(owedLetters, time, FURTHER_PATIENCE),
        settings.reclaimAfter(),
        report,
        clock,
        time);
  }

  @Bean
  EventFeed eventFeed(
      JdbcClient jdbc,
      PartitionClaims claims,
      EventKeys keys,
      StreamLog logs,
      TransactionTemplate transactions,
      DeadLetters deadLetters,
      OwedLetters owedLetters,
      FeedReport report) {
    return new EventFeed(
        Topics.VCP_EVENTS,
        Topics.PARTITIONS,
        claims,
        keys::verifies,
        new PollIntake(new PartitionStore(jdbc), logs, transactions),
        deadLetters,
        owedLetters,
        report);
  }

  @Bean
  FeedTroubles feedTroubles(Ownership ownership, PartitionClaims claims) {
    return new FeedTroubles(ownership, claims);
  }

  @Bean
  IdleListener idleFeed(EventFeed feed) {
    return new IdleListener(feed);
  }

  /// Spring publishes the event on the consumer's thread.
  record IdleListener(EventFeed feed) implements ApplicationListener<ListenerContainerIdleEvent> {
    @Override
    public void onApplicationEvent(ListenerContainerIdleEvent idle) {
      feed.idle(idle.getConsumer());
    }
  }

  @Bean
  ConcurrentMessageListenerContainer<byte[], byte[]> feedContainer(
      EventFeed feed, KafkaProperties kafka, FeedProperties settings) {
    Map<String, Object> consumer = new HashMap<>(kafka.buildConsumerProperties());
    consumer.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    consumer.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    // After the topic was wiped the stored offset is out of range: its start is where to go on.
    consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, settings.pollRecordsMax());
    consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    var container = new ContainerProperties(Topics.VCP_EVENTS);
    container.setGroupId(settings.groupId());
    container.setMessageListener(feed);
    container.setConsumerRebalanceListener(feed);
    // A hint for tools that show lag; the truth is in PostgreSQL.
    container.setAckMode(ContainerProperties.AckMode.BATCH);
    container.setSyncCommits(false);
    container.setMissingTopicsFatal(false);
    container.setIdleEventInterval(IDLE_INTERVAL.toMillis());
    container.setIdleBeforeDataMultiplier(1);
    var listening =
        new ConcurrentMessageListenerContainer<byte[], byte[]>(
            new DefaultKafkaConsumerFactory<>(consumer), container);
    listening.setConcurrency(settings.consumers());
    listening.setBeanName("feed");
    var retry =
        new DefaultErrorHandler(
            new FixedBackOff(settings.retryWait().toMillis(), FixedBackOff.UNLIMITED_ATTEMPTS));
    listening.setCommonErrorHandler(retry);
    return listening;
  }

  @Bean
  LogRepair logRepair(
      StreamLog logs,
      TreeReader trees,
      CaptureClient repairCapture,
      Ownership ownership,
      FeedReport report,
      TransactionTemplate transactions) {
    return new LogRepair(logs, trees, repairCapture, ownership, report, transactions);
  }

  @Bean
  SchedulingConfigurer repairTicks(
      LogRepair repair, FeedProperties settings, MeterRegistry meters) {
    return tasks -> {
      tasks.addFixedDelayTask(
          new Tick("repair", repair::repairAll, meters), settings.repairInterval());
      tasks.addFixedDelayTask(
          new Tick("compare-heads", repair::compareHeads, meters), settings.compareInterval());
    };
  }
}
