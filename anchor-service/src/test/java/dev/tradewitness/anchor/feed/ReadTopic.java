package dev.tradewitness.anchor.feed;

import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.kit.kafka.DeadLetters;
import dev.tradewitness.kit.kafka.LetterTable;
import dev.tradewitness.kit.kafka.OwedLetters;
import dev.tradewitness.kit.kafka.OwingPartitions;
import dev.tradewitness.kit.time.SteadyTime;
import dev.tradewitness.testservers.Servers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.SendResult;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/// One process's feed of a topic with one partition, or a few, on the service's database, driven by
/// hand.
final class ReadTopic {

  static final Duration RECLAIM_AFTER = Duration.ofSeconds(5);

  final TopicPartition partition;
  private final List<TopicPartition> partitions;
  final Ownership ownership = new Ownership();
  final Letters sent;
  final Database database;
  final EventFeed feed;
  final FeedTroubles troubles;

  private Instant now = Instant.parse("2026-11-29T12:00:00Z");

  ReadTopic(
      String topic,
      KafkaTemplate<byte[], byte[]> kafka,
      JdbcClient jdbc,
      StreamLog logs,
      TransactionTemplate transactions) {
    this(topic, 1, kafka, jdbc, logs, transactions);
  }

  ReadTopic(
      String topic,
      int partitionCount,
      KafkaTemplate<byte[], byte[]> kafka,
      JdbcClient jdbc,
      StreamLog logs,
      TransactionTemplate transactions) {
    this.partition = new TopicPartition(topic, 0);
    this.partitions =
        IntStream.range(0, partitionCount)
            .mapToObj(number -> new TopicPartition(topic, number))
            .toList();
    this.sent = new Letters(kafka);
    this.database = new Database(Objects.requireNonNull(transactions.getTransactionManager()));
    var meters = new SimpleMeterRegistry();
    var report = new FeedReport(meters);
    var letters = new DeadLetters(sent, meters);
    var owed =
        new OwedLetters(
            new LetterTable(jdbc), letters, ReadTopic::reader, Duration.ofSeconds(30), meters);
    var store = new PartitionStore(jdbc);
    var time = new SteadyTime(() -> now, () -> now.toEpochMilli() * 1_000_000);
    var claims =
        new PartitionClaims(
            topic,
            "test",
            store,
            ownership,
            () -> new OwingPartitions(owed, time, Duration.ofSeconds(30)),
            RECLAIM_AFTER,
            report,
            () -> now,
            time);
    this.feed =
        new EventFeed(
            topic,
            partitionCount,
            claims,
            (keyId, message, signature) -> true,
            new PollIntake(store, logs, new TransactionTemplate(database)),
            letters,
            owed,
            report);
    this.troubles = new FeedTroubles(ownership, claims);
  }

  private static KafkaConsumer<byte[], byte[]> reader() {
    return new KafkaConsumer<>(
        Map.of("bootstrap.servers", Servers.kafka().bootstrapServers()),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  void later(Duration time) {
    now = now.plus(time);
  }

  /// A consumer that Kafka has just assigned all of the topic.
  Member assigned() {
    var consumer = new Member(partitions);
    feed.onPartitionsAssigned(consumer, partitions);
    return consumer;
  }

  /// Kafka's consumer without Kafka.
  static final class Member extends MockConsumer<byte[], byte[]> {

    boolean expelled;

    Member(List<TopicPartition> partitions) {
      super("earliest");
      updateBeginningOffsets(
          partitions.stream().collect(Collectors.toMap(partition -> partition, _ -> 0L)));
      assign(partitions);
    }

    @Override
    public synchronized void commitSync(
        Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
      if (expelled) {
        throw new CommitFailedException("not a member any more");
      }
      super.commitSync(offsets, timeout);
    }
  }

  /// Where polls are stored, and whether it answers.
  static final class Database implements PlatformTransactionManager {

    private final PlatformTransactionManager real;
    boolean away;

    Database(PlatformTransactionManager real) {
      this.real = real;
    }

    @Override
    public TransactionStatus getTransaction(@Nullable TransactionDefinition definition) {
      if (away) {
        throw new CannotCreateTransactionException("away");
      }
      return real.getTransaction(definition);
    }

    @Override
    public void commit(TransactionStatus status) {
      real.commit(status);
    }

    @Override
    public void rollback(TransactionStatus status) {
      real.rollback(status);
    }
  }

  /// The service's own template, and whether it works.
  static final class Letters extends KafkaTemplate<byte[], byte[]> {

    private final KafkaTemplate<byte[], byte[]> kafka;
    boolean broken;
    int count;

    /// Partitions whose letters are not taken, and what happens while that becomes known.
    final Set<Integer> notTaken = new HashSet<>();

    Runnable meanwhile = () -> {};
    int countNotTaken;

    Letters(KafkaTemplate<byte[], byte[]> kafka) {
      super(new DefaultKafkaProducerFactory<>(new HashMap<>()));
      this.kafka = kafka;
    }

    @Override
    public CompletableFuture<SendResult<byte[], byte[]>> send(
        ProducerRecord<byte[], byte[]> letter) {
      if (broken) {
        throw new org.springframework.kafka.KafkaException("away", new KafkaException("away"));
      }
      if (notTaken.contains(sourcePartition(letter))) {
        countNotTaken++;
        meanwhile.run();
        return CompletableFuture.failedFuture(new KafkaException("not taken"));
      }
      count++;
      return kafka.send(letter);
    }
  }

  private static int sourcePartition(ProducerRecord<byte[], byte[]> letter) {
    byte[] header = letter.headers().lastHeader(DeadLetters.SOURCE_PARTITION).value();
    return Integer.parseInt(new String(header, StandardCharsets.US_ASCII));
  }

  /// Everything that is in the topic.
  List<ConsumerRecord<byte[], byte[]>> all() {
    return partitions.stream().flatMap(one -> read(one).stream()).toList();
  }

  static List<ConsumerRecord<byte[], byte[]>> read(TopicPartition partition) {
    try (var consumer = reader()) {
      Collection<TopicPartition> one = List.of(partition);
      consumer.assign(one);
      consumer.seekToBeginning(one);
      long end = consumer.endOffsets(one).get(partition);
      var records = new java.util.ArrayList<ConsumerRecord<byte[], byte[]>>();
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
      }
      return records;
    }
  }
}
