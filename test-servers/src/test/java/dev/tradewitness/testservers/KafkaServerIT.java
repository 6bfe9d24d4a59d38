package dev.tradewitness.testservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.launcher.part.KafkaPart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaServerIT {
  private final KafkaServer kafka = Servers.kafka();

  @BeforeEach
  void emptyTopics() {
    kafka.resetTopics();
  }

  @Test
  void everyTopicExistsWithItsFixedNumberOfPartitions() throws Exception {
    try (var admin = KafkaPart.admin(kafka.bootstrapServers())) {
      var described = admin.describeTopics(Topics.all().keySet()).allTopicNames().get();
      assertThat(described)
          .allSatisfy((name, topic) ->
              assertThat(topic.partitions()).hasSize(Topics.all().getOrDefault(name, -1)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        Topics.VCP_EVENTS,
        Topics.VCP_ANCHORS,
        Topics.AUTHORIZE_DECISIONS,
        Topics.AUTHORIZE_CONTROLS,
        Topics.VPIN,
        Topics.VPIN_ALERTS,
        Topics.ORDERS + ".dlt"
      })
  void aRecordOfAServiceWhoseClockIsAheadIsTaken(String topic) throws Exception {
    assertThat(sendFromTomorrow(topic)).isZero();
  }

  /// Kafka's default, which is why the topics above have another setting.
  @Test
  void aRecordThatAUserDatesADayAheadIsRefused() {
    assertThatThrownBy(() -> sendFromTomorrow(Topics.ORDERS))
        .hasCauseInstanceOf(InvalidTimestampException.class);
  }

  private long sendFromTomorrow(String topic) throws Exception {
    long tomorrow = System.currentTimeMillis() + Duration.ofHours(25).toMillis();
    try (var producer = producer()) {
      return producer
          .send(new ProducerRecord<>(topic, 0, tomorrow, "key", "value"))
          .get(60, TimeUnit.SECONDS)
          .offset();
    }
  }

  @Test
  void clientsDoNotCreateTopics() {
    try (var producer = producer()) {
      assertThatThrownBy(() -> send(producer, "no.such.topic", "x"))
          .rootCause()
          .isInstanceOfAny(UnknownTopicOrPartitionException.class, TimeoutException.class);
    }
  }

  @Test
  void acknowledgedRecordsSurviveAKill() throws Exception {
    try (var producer = producer()) {
      send(producer, Topics.ORDERS, "before");
      kafka.kill();
      kafka.start();
      send(producer, Topics.ORDERS, "after");
    }
    assertThat(read(Topics.ORDERS, 2)).containsExactlyInAnyOrder("before", "after");
  }

  @Test
  void aResetEmptiesWhatWasWrittenAndForgetsOffsets() throws Exception {
    try (var producer = producer()) {
      send(producer, Topics.ORDERS, "old");
    }
    assertThat(read(Topics.ORDERS, 1)).containsExactly("old");

    kafka.resetTopics();

    try (var producer = producer()) {
      send(producer, Topics.ORDERS, "new");
    }
    assertThat(read(Topics.ORDERS, 1)).containsExactly("new");
  }

  @Test
  void aResetEndsTheMembershipOfWhoeverWasKilled() throws Exception {
    var killed = consumer();
    killed.subscribe(List.of(Topics.ORDERS));
    while (killed.assignment().isEmpty()) {
      killed.poll(Duration.ofMillis(100));
    }
    killed.close(
        CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP)
            .withTimeout(Duration.ofSeconds(5)));

    kafka.resetTopics();

    try (var producer = producer()) {
      send(producer, Topics.ORDERS, "new");
    }
    // Shorter than a session.
    assertThat(read(Topics.ORDERS, 1)).containsExactly("new");
  }

  @Test
  void aWipedTopicStartsAgainAtTheBeginning() throws Exception {
    try (var producer = producer()) {
      send(producer, Topics.ORDERS, "old");
      send(producer, Topics.EXECUTIONS, "kept");
    }

    kafka.wipeTopic(Topics.ORDERS);

    try (var producer = producer()) {
      assertThat(send(producer, Topics.ORDERS, "new")).isZero();
    }
    assertThat(read(Topics.ORDERS, 1)).containsExactly("new");
    assertThat(read(Topics.EXECUTIONS, 1)).containsExactly("kept");
  }

  private KafkaProducer<String, String> producer() {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            kafka.bootstrapServers(),
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            5_000),
        new StringSerializer(),
        new StringSerializer());
  }

  private static long send(KafkaProducer<String, String> producer, String topic, String value)
      throws InterruptedException, ExecutionException, java.util.concurrent.TimeoutException {
    return producer
        .send(new ProducerRecord<>(topic, 0, "key", value))
        .get(30, TimeUnit.SECONDS)
        .offset();
  }

  private KafkaConsumer<String, String> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers(),
            ConsumerConfig.GROUP_ID_CONFIG, "reader",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
        new StringDeserializer(),
        new StringDeserializer());
  }

  private List<String> read(String topic, int count) {
    var values = new ArrayList<String>();
    try (var consumer = consumer()) {
      consumer.subscribe(List.of(topic));
      for (int polls = 0; polls < 60 && values.size() < count; polls++) {
        consumer.poll(Duration.ofMillis(500)).forEach(message -> values.add(message.value()));
      }
      consumer.commitSync();
    }
    return values;
  }
}
