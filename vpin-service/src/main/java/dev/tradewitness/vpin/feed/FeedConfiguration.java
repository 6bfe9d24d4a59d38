package dev.tradewitness.vpin.feed;

import dev.tradewitness.kit.kafka.DeadLetters;
import dev.tradewitness.kit.kafka.LastingAdmin;
import dev.tradewitness.kit.kafka.LetterTable;
import dev.tradewitness.kit.kafka.OwedLetters;
import dev.tradewitness.kit.time.SteadyTime;
import dev.tradewitness.vpin.reading.VpinParameters;
import dev.tradewitness.vpin.state.MetricOutlet;
import dev.tradewitness.vpin.state.StateStore;
import dev.tradewitness.vpin.vitals.Vitals;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.event.ListenerContainerIdleEvent;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.ContainerProperties.AckMode;
import org.springframework.kafka.listener.ContainerProperties.AssignmentCommitOption;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.FixedDelayTask;
import org.springframework.util.backoff.ExponentialBackOff;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FeedProperties.class)
class FeedConfiguration {

  private static final Logger log = LoggerFactory.getLogger(FeedConfiguration.class);

  /// Between two looks of a consumer at what it could not claim, while no messages come.
  private static final Duration IDLE = Duration.ofSeconds(1);

  /// Names are kept for this many pairs of each consumer; others still work, only slower.
  static final int PAIR_NAMES_MAX = 16_384;

  @Bean
  DeadLetters deadLetters(KafkaTemplate<byte[], byte[]> kafka, MeterRegistry meters) {
    return new DeadLetters(kafka, meters);
  }

  @Bean
  OwedLetters owedLetters(
      LetterTable table,
      DeadLetters letters,
      ConsumerFactory<byte[], byte[]> consumers,
      FeedProperties properties,
      MeterRegistry meters) {
    return new OwedLetters(
        table, letters, () -> reader(consumers), properties.deadLetterTimeout(), meters);
  }

  /// A consumer beside the group's.
  private static Consumer<byte[], byte[]> reader(ConsumerFactory<byte[], byte[]> consumers) {
    var settings = new HashMap<>(consumers.getConfigurationProperties());
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Bean
  Admin admin(KafkaAdmin settings) {
    return LastingAdmin.of(settings.getConfigurationProperties());
  }

  @Bean
  TopicWatch topicWatch(FeedProperties properties, Admin admin, Vitals vitals) {
    return new TopicWatch(properties.inputTopic(), admin, vitals);
  }

  @Bean
  FeedShared feedShared(
      FeedProperties properties,
      StateStore store,
      TopicWatch topicWatch,
      Admin admin,
      MetricOutlet outlet,
      Vitals vitals,
      DeadLetters deadLetters,
      OwedLetters owedLetters,
      ProducerFactory<byte[], byte[]> producers,
      InstantSource clock) {
    String owner = ProcessHandle.current().pid() + "-" + UUID.randomUUID();
    return new FeedShared(
        properties.inputTopic(),
        owner,
        new PairBounds(properties.pairsPerPartitionMax(), properties.pairIdle()),
        properties.reclaimAfter(),
        store,
        new TopicRanges(topicWatch, properties.inputTopic(), admin),
        topicWatch,
        outlet,
        vitals,
        deadLetters,
        owedLetters,
        producers::reset,
        clock,
        SteadyTime.of(clock));
  }

  @Bean
  TradeFeed tradeFeed(
      ConsumerFactory<byte[], byte[]> consumers,
      FeedProperties properties,
      VpinParameters parameters,
      FeedShared shared,
      ApplicationEventPublisher events) {
    return new TradeFeed(
        IntStream.range(0, properties.consumers())
            .mapToObj(number -> {
              var homes = new StoredHomes(shared.store(), shared.ranges(), shared.outlet());
              var book = new PairBook(parameters, shared.bounds(), homes);
              var decoder =
                  new TradeDecoder(
                      new PairNames(properties.pairCharsMax(), PAIR_NAMES_MAX),
                      properties.earliestTrade());
              return container(
                  "trades-" + number,
                  consumers,
                  properties,
                  new TradeListener("feed-" + number, decoder, book, shared),
                  events);
            })
            .toList(),
        shared.outlet(),
        shared.vitals());
  }

  private static KafkaMessageListenerContainer<byte[], byte[]> container(
      String name,
      ConsumerFactory<byte[], byte[]> consumers,
      FeedProperties properties,
      TradeListener listener,
      ApplicationEventPublisher events) {
    var settings = new ContainerProperties(properties.inputTopic());
    settings.setGroupId(properties.groupId());
    settings.setClientId(name);
    settings.setMessageListener(listener);
    settings.setConsumerRebalanceListener(listener);
    // The group's offsets only show progress to Kafka's tools; nobody waits for them.
    settings.setAckMode(AckMode.BATCH);
    settings.setSyncCommits(false);
    settings.setCommitCallback((offsets, failure) -> {
      if (failure != null) {
        log.atDebug().setCause(failure).log("group offsets not committed");
      }
    });
    settings.setAssignmentCommitOption(AssignmentCommitOption.NEVER);
    settings.setShutdownTimeout(Duration.ofSeconds(10).toMillis());
    settings.setPollTimeout(IDLE.toMillis());
    settings.setIdleEventInterval(IDLE.toMillis());
    settings.setIdleBeforeDataMultiplier(1);
    var container = new KafkaMessageListenerContainer<>(consumers, settings);
    container.setBeanName(name);
    container.setCommonErrorHandler(new RetryForEver(properties, listener));
    container.setApplicationEventPublisher(event -> {
      if (event instanceof ListenerContainerIdleEvent idle) {
        listener.idle(idle.getConsumer());
      } else {
        events.publishEvent(event);
      }
    });
    return container;
  }

  /// Pauses the consumer and calls the listener again, with growing waits, until it succeeds.
  private static final class RetryForEver extends DefaultErrorHandler {

    private final TradeListener listener;

    RetryForEver(FeedProperties properties, TradeListener listener) {
      super(waits(properties));
      this.listener = listener;
      setClassifications(Map.of(), true);
    }

    private static ExponentialBackOff waits(FeedProperties properties) {
      var waits = new ExponentialBackOff(properties.retryDelay().toMillis(), 2);
      waits.setMaxInterval(properties.retryDelayMax().toMillis());
      return waits;
    }

    @Override
    public void handleOtherException(
        Exception failure,
        Consumer<?, ?> consumer,
        MessageListenerContainer container,
        boolean batchListener) {
      if (failure instanceof OffsetOutOfRangeException lost) {
        listener.offsetsLost(consumer, lost.partitions());
      } else {
        super.handleOtherException(failure, consumer, container, batchListener);
      }
    }
  }

  @Bean
  LagMeter lagMeter(FeedProperties properties, Admin admin, StateStore store, Vitals vitals) {
    return new LagMeter(properties.inputTopic(), admin, store, vitals);
  }

  @Bean
  SchedulingConfigurer feedSchedule(
      TradeFeed feed, LagMeter lag, TopicWatch topic, FeedProperties properties) {
    Duration interval = properties.lagInterval();
    return tasks -> {
      tasks.addFixedDelayTask(
          new FixedDelayTask(topic::refresh, properties.topicInterval(), Duration.ZERO));
      tasks.addFixedDelayTask(new FixedDelayTask(lag::look, interval, Duration.ZERO));
      tasks.addFixedDelayTask(new FixedDelayTask(feed::check, interval, interval));
    };
  }
}
