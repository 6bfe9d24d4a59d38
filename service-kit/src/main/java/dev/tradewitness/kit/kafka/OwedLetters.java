package dev.tradewitness.kit.kafka;

import dev.tradewitness.kit.kafka.LetterTable.Owed;
import dev.tradewitness.kit.kafka.PollLetters.Letter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
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

  /// Messages that are read although no letter is owed for them; more are passed over.
  private static final int READ_THROUGH = 500;

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

  /// Stores what is owed: the letters that were not sent when the poll came before. Called in the
  /// transaction that moves the offsets past the messages.
  public void owe(PollLetters poll) {
    List<Letter> unsent = poll.unsent();
    if (!unsent.isEmpty()) {
      table.add(owed(unsent));
    }
  }

  /// Sends what the committed poll owes. A letter that Kafka has is no longer owed, whatever
  /// becomes of the others.
  ///
  /// @throws LettersNotTakenException when Kafka does not take all of it in time
  void deliver(PollLetters poll) {
    if (poll.isEmpty()) {
      return;
    }
    try {
      poll.deliver(patience);
    } catch (KafkaException e) {
      settleArrived(poll, e);
      return;
    }
    table.remove(owed(poll.letters()));
  }

  private void settleArrived(PollLetters poll, KafkaException why) {
    var arrived = new ArrayList<Letter>();
    var missing = new HashSet<TopicPartition>();
    for (Letter letter : poll.letters()) {
      if (letters.isSent(letter.message())) {
        arrived.add(letter);
      } else {
        missing.add(DeadLetters.place(letter.message()));
      }
    }
    if (!arrived.isEmpty()) {
      table.remove(owed(arrived));
    }
    if (!missing.isEmpty()) {
      throw new LettersNotTakenException(missing, why);
    }
  }

  /// Whether letters of a partition are owed, by its former owners as well.
  boolean isOwing(TopicPartition partition) {
    return !owed(partition).isEmpty();
  }

  private List<Owed> owed(TopicPartition partition) {
    return table.of(partition.topic(), partition.partition());
  }

  private static List<Owed> owed(List<Letter> letters) {
    return letters.stream().map(OwedLetters::owed).toList();
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

  /// Sends what is owed of a partition now, except what this process has sent meanwhile. A message
  /// that Kafka no longer has is counted and named, and holds up nothing. A letter that is on its
  /// way when the wait ends goes on, and the next call sees that Kafka has it.
  ///
  /// @param wait for acknowledgements only; the messages are read with the usual patience
  /// @throws KafkaException when Kafka does not take all of it in time; it stays owed
  void settle(TopicPartition partition, Duration wait) {
    List<Owed> debt = owed(partition);
    if (debt.isEmpty()) {
      return;
    }
    var missing = new TreeMap<Long, Owed>();
    for (Owed owed : debt) {
      if (!letters.isSent(partition, owed.offset(), owed.timestamp())) {
        missing.put(owed.offset(), owed);
      }
    }
    if (!missing.isEmpty()) {
      found(partition, missing).deliver(wait);
      missing.values().forEach(this::lost);
    }
    table.remove(debt);
  }

  /// Reads the messages again; those found are taken out of `missing`.
  private PollLetters found(TopicPartition partition, NavigableMap<Long, Owed> missing) {
    var found = new PollLetters(letters);
    try (Consumer<byte[], byte[]> reader = readers.get()) {
      var one = List.of(partition);
      reader.assign(one);
      long end = reader.endOffsets(one, patience).getOrDefault(partition, 0L);
      long begin = reader.beginningOffsets(one, patience).getOrDefault(partition, 0L);
      long position = Math.max(begin, Math.min(end, missing.firstKey()));
      reader.seek(partition, position);
      long deadline = System.nanoTime() + patience.toNanos();
      Long next = missing.ceilingKey(position);
      while (next != null && next < end) {
        if (next - position > READ_THROUGH) {
          reader.seek(partition, next);
        }
        reader.poll(Duration.ofMillis(100)).forEach(message -> take(message, missing, found));
        long reached = reader.position(partition, patience);
        if (reached > position) {
          deadline = System.nanoTime() + patience.toNanos();
        } else if (System.nanoTime() > deadline) {
          throw new KafkaException("messages of owed dead letters not read in time");
        }
        position = reached;
        next = missing.ceilingKey(position);
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
