package dev.tradewitness.kit.kafka;

import dev.tradewitness.kit.kafka.LetterTable.Owed;
import dev.tradewitness.kit.kafka.PollLetters.Letter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Dead letters of a listener that keeps its offsets in PostgreSQL. The transaction that moves the
/// offset past a message also stores that its letter is owed; the letter is sent after the commit,
/// and then no longer owed. So a poll that is rolled back sends nothing, and a process that is
/// killed before it has sent owes the letter to its successor, which sends it at its claim.
///
/// Needs the table `owed_letter` in the service's schema. A letter is sent twice only when the
/// process is killed between Kafka's acknowledgement and the deletion of the row.
public final class OwedLetters {

  private static final Logger log = LoggerFactory.getLogger(OwedLetters.class);

  private final LetterTable table;
  private final DeadLetters letters;
  private final Supplier<Consumer<byte[], byte[]>> readers;
  private final Duration patience;
  private final Counter lost;

  /// @param readers a consumer without a group, for messages whose letters a former owner owes
  /// @param patience wait for Kafka, at each delivery
  public OwedLetters(
      LetterTable table,
      DeadLetters letters,
      Supplier<Consumer<byte[], byte[]>> readers,
      Duration patience,
      MeterRegistry meters) {
    this.table = table;
    this.letters = letters;
    this.readers = readers;
    this.patience = patience;
    this.lost = meters.counter("tradewitness.dead_letters.lost");
  }

  /// Stores what is owed. Called in the transaction that moves the offsets past the messages.
  public void owe(PollLetters poll) {
    if (!poll.isEmpty()) {
      table.add(owed(poll));
    }
  }

  /// Sends what the committed poll owes.
  ///
  /// @throws KafkaException when Kafka does not take all of it in time; it stays owed
  public void deliver(PollLetters poll) {
    if (!poll.isEmpty()) {
      poll.deliver(patience);
      table.remove(owed(poll));
    }
  }

  private static List<Owed> owed(PollLetters poll) {
    return poll.letters().stream().map(OwedLetters::owed).toList();
  }

  private static Owed owed(Letter letter) {
    ConsumerRecord<byte[], byte[]> message = letter.message();
    return new Owed(
        message.topic(),
        message.partition(),
        message.offset(),
        message.timestamp(),
        letter.reason(),
        letter.exceptionClass());
  }

  /// Sends what is still owed of a partition that was just claimed.
  ///
  /// @throws KafkaException when Kafka does not take all of it in time; it stays owed
  public void settle(TopicPartition partition) {
    List<Owed> all = table.of(partition.topic(), partition.partition());
    var missing = new TreeMap<Long, Owed>();
    all.stream()
        .filter(owed -> !letters.isSent(partition, owed.offset()))
        .forEach(owed -> missing.put(owed.offset(), owed));
    if (!missing.isEmpty()) {
      found(partition, missing).deliver(patience);
      missing.values().forEach(this::lost);
    }
    if (!all.isEmpty()) {
      table.remove(all);
    }
  }

  /// Reads the messages again; those found are taken out of `missing`.
  private PollLetters found(TopicPartition partition, SortedMap<Long, Owed> missing) {
    var found = new PollLetters(letters);
    long last = missing.lastKey();
    long deadline = System.nanoTime() + patience.toNanos();
    try (Consumer<byte[], byte[]> reader = readers.get()) {
      var one = List.of(partition);
      reader.assign(one);
      long end = reader.endOffsets(one, patience).getOrDefault(partition, 0L);
      long begin = reader.beginningOffsets(one, patience).getOrDefault(partition, 0L);
      reader.seek(partition, Math.max(begin, Math.min(end, missing.firstKey())));
      while (reader.position(partition, patience) < Math.min(end, last + 1)) {
        if (System.nanoTime() > deadline) {
          throw new KafkaException("messages of owed dead letters not read in time");
        }
        reader.poll(Duration.ofMillis(100)).forEach(message -> take(message, missing, found));
      }
    }
    return found;
  }

  private static void take(
      ConsumerRecord<byte[], byte[]> message, Map<Long, Owed> missing, PollLetters found) {
    Owed owed = missing.get(message.offset());
    if (owed != null && owed.timestamp() == message.timestamp()) {
      missing.remove(message.offset());
      found.add(new Letter(message, owed.reason(), owed.exceptionClass()));
    }
  }

  private void lost(Owed owed) {
    lost.increment();
    log.atError()
        .addKeyValue("topic", owed.topic())
        .addKeyValue("partition", owed.partition())
        .addKeyValue("offset", owed.offset())
        .addKeyValue("reason", owed.reason())
        .log("dead letter lost: Kafka no longer has the message");
  }
}
