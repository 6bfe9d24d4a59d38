package dev.tradewitness.kit.kafka;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.wire.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaOperations;

/// Puts messages that cannot be read where they can be looked at: `<topic>.dlt`, with the original
/// key and bytes, and headers that say why and from where. The caller waits for the send before it
/// moves past the message; a message too large for a producer is therefore cut, and says so.
///
/// A listener collects the letters of a poll in [#poll(Iterable)] and delivers them when nothing
/// else can make the poll come again. A message that comes again all the same is not sent a second
/// time by this process.
public final class DeadLetters {

  public static final String REASON = "reason";
  public static final String SOURCE_TOPIC = "source_topic";
  public static final String SOURCE_PARTITION = "source_partition";
  public static final String SOURCE_OFFSET = "source_offset";
  public static final String EXCEPTION_CLASS = "exception_class";

  /// The exception class of a message that was judged, not thrown out.
  public static final String NO_EXCEPTION = "none";

  /// Only on a letter that was cut: `true`, the length of the whole value in bytes, and the SHA-256
  /// of the whole value in lowercase hex.
  public static final String TRUNCATED = "truncated";

  public static final String ORIGINAL_SIZE = "original_size";
  public static final String SHA256 = "sha256";

  /// Key, value and headers of one letter: well below the producers' `max.request.size` and the
  /// topics' `max.message.bytes`, both 1 MiB unless set.
  static final int LETTER_BYTES_MAX = 900 * 1024;

  /// Of a key that leaves no room for anything else.
  private static final int KEY_BYTES_MAX = 64 * 1024;

  private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

  private final KafkaOperations<byte[], byte[]> kafka;
  private final MeterRegistry meters;

  /// Letters by the place of their message, until a later poll shows that the offset moved past it.
  private final Map<TopicPartition, ConcurrentSkipListMap<Long, Sent>> sent =
      new ConcurrentHashMap<>();

  /// A letter that was handed to the producer.
  ///
  /// @param messageTime of the message: another time at the same offset is a message of another
  ///   topic with the same name, made after the first was deleted
  private record Sent(long messageTime, CompletableFuture<?> letter) {

    boolean isOf(long time) {
      return messageTime == time && !letter.isCompletedExceptionally();
    }
  }

  public DeadLetters(KafkaOperations<byte[], byte[]> kafka, MeterRegistry meters) {
    this.kafka = kafka;
    this.meters = meters;
  }

  /// The letters of a poll that was just fetched. What lies below its messages is done.
  public PollLetters poll(Iterable<ConsumerRecord<byte[], byte[]>> messages) {
    if (!sent.isEmpty()) {
      var firsts = new HashMap<TopicPartition, Long>();
      for (ConsumerRecord<byte[], byte[]> message : messages) {
        firsts.putIfAbsent(place(message), message.offset());
      }
      firsts.forEach(this::forgetBelow);
    }
    return new PollLetters(this);
  }

  /// The offset has moved to `offset`: what is below is not fetched again.
  public void forgetBelow(TopicPartition partition, long offset) {
    sent.computeIfPresent(
        partition,
        (key, letters) -> {
          letters.headMap(offset).clear();
          return letters.isEmpty() ? null : letters;
        });
  }

  /// Whether Kafka has the letter of a message, as far as this process remembers.
  boolean isSent(TopicPartition partition, long offset, long messageTime) {
    var letters = sent.get(partition);
    Sent letter = letters == null ? null : letters.get(offset);
    return letter != null && letter.isOf(messageTime) && letter.letter().isDone();
  }

  boolean isSent(ConsumerRecord<?, ?> message) {
    return isSent(place(message), message.offset(), message.timestamp());
  }

  static TopicPartition place(ConsumerRecord<?, ?> message) {
    return new TopicPartition(message.topic(), message.partition());
  }

  /// Sends a letter unless it was sent or is under way.
  CompletableFuture<?> sendOnce(
      ConsumerRecord<byte[], byte[]> message, String reason, String exceptionClass) {
    var letters = sent.computeIfAbsent(place(message), key -> new ConcurrentSkipListMap<>());
    Sent letter = letters.get(message.offset());
    if (letter == null || !letter.isOf(message.timestamp())) {
      letter = new Sent(message.timestamp(), send(message, reason, exceptionClass));
      letters.put(message.offset(), letter);
    }
    return letter.letter();
  }

  /// Sends one dead letter; counts it as `tradewitness.dead_letters` once Kafka has it.
  ///
  /// @param reason stable, in capitals
  public CompletableFuture<?> send(
      ConsumerRecord<byte[], byte[]> message, String reason, @Nullable Throwable cause) {
    return send(message, reason, exceptionClass(cause));
  }

  static String exceptionClass(@Nullable Throwable cause) {
    return cause == null ? NO_EXCEPTION : cause.getClass().getName();
  }

  private CompletableFuture<?> send(
      ConsumerRecord<byte[], byte[]> message, String reason, String cause) {
    ProducerRecord<byte[], byte[]> letter = letter(message, reason, cause);
    boolean cut = letter.headers().lastHeader(ORIGINAL_SIZE) != null;
    return kafka.send(letter).thenAccept(done -> sent(message, reason, cut));
  }

  private void sent(ConsumerRecord<byte[], byte[]> message, String reason, boolean cut) {
    meters
        .counter("tradewitness.dead_letters", "topic", message.topic(), "reason", reason)
        .increment();
    if (cut) {
      meters.counter("tradewitness.dead_letters.truncated", "topic", message.topic()).increment();
      log.atWarn()
          .addKeyValue("topic", message.topic())
          .addKeyValue("partition", message.partition())
          .addKeyValue("offset", message.offset())
          .addKeyValue("bytes", length(message.value()))
          .log("dead letter cut: the message is too large to be sent whole");
    }
  }

  static ProducerRecord<byte[], byte[]> letter(
      ConsumerRecord<byte[], byte[]> message, String reason, String cause) {
    var whole =
        new ProducerRecord<byte[], byte[]>(
            Topics.deadLetters(message.topic()), message.key(), message.value());
    message.headers().forEach(whole.headers()::add);
    // Of this letter, not of one that was sent on.
    whole.headers().remove(TRUNCATED).remove(ORIGINAL_SIZE).remove(SHA256);
    explain(whole, message, reason, cause);
    return bytes(whole) <= LETTER_BYTES_MAX ? whole : cut(whole, message, reason, cause);
  }

  private static void explain(
      ProducerRecord<byte[], byte[]> letter,
      ConsumerRecord<byte[], byte[]> message,
      String reason,
      String cause) {
    add(letter, REASON, reason);
    add(letter, SOURCE_TOPIC, message.topic());
    add(letter, SOURCE_PARTITION, Integer.toString(message.partition()));
    add(letter, SOURCE_OFFSET, Long.toString(message.offset()));
    add(letter, EXCEPTION_CLASS, cause);
  }

  /// The first bytes of the value, as many as fit. If key and headers alone leave no room, the key
  /// is cut too and the message's own headers are left out.
  private static ProducerRecord<byte[], byte[]> cut(
      ProducerRecord<byte[], byte[]> whole,
      ConsumerRecord<byte[], byte[]> message,
      String reason,
      String cause) {
    byte[] value = whole.value();
    var hollow =
        new ProducerRecord<byte[], byte[]>(
            whole.topic(), null, whole.key(), new byte[0], whole.headers());
    addCut(hollow, value);
    if (bytes(hollow) > LETTER_BYTES_MAX) {
      hollow = new ProducerRecord<>(whole.topic(), first(whole.key(), KEY_BYTES_MAX), new byte[0]);
      explain(hollow, message, reason, cause);
      addCut(hollow, value);
    }
    int room = Math.toIntExact(LETTER_BYTES_MAX - bytes(hollow));
    return new ProducerRecord<>(
        hollow.topic(), null, hollow.key(), first(value, room), hollow.headers());
  }

  private static void addCut(ProducerRecord<byte[], byte[]> letter, byte @Nullable [] value) {
    add(letter, TRUNCATED, "true");
    add(letter, ORIGINAL_SIZE, Integer.toString(length(value)));
    if (value != null) {
      add(letter, SHA256, Hash.of(value).hex());
    }
  }

  private static byte @Nullable [] first(byte @Nullable [] bytes, int max) {
    return bytes == null || bytes.length <= max ? bytes : Arrays.copyOf(bytes, max);
  }

  private static long bytes(ProducerRecord<byte[], byte[]> letter) {
    long bytes = (long) length(letter.key()) + length(letter.value());
    for (Header header : letter.headers()) {
      // Their lengths take up to five bytes each.
      bytes += 3L * header.key().length() + length(header.value()) + 10;
    }
    return bytes;
  }

  private static int length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  private static void add(ProducerRecord<byte[], byte[]> letter, String name, String value) {
    letter.headers().remove(name);
    letter.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
