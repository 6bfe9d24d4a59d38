package dev.tradewitness.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.common.crypto.Hash;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.AbstractRecords;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.SendResult;

class DeadLettersTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Test
  void aDeadLetterKeepsTheBytesAndSaysWhyAndFromWhere() {
    byte[] value = {(byte) 0xFF, 0, 'x'};
    var message =
        new ConsumerRecord<>("orders", 3, 42L, "k".getBytes(StandardCharsets.UTF_8), value);
    message.headers().add("traceparent", "t".getBytes(StandardCharsets.UTF_8));

    ProducerRecord<byte[], byte[]> letter =
        DeadLetters.letter(message, "NOT_JSON", "java.lang.IllegalStateException");

    assertThat(letter.topic()).isEqualTo("orders.dlt");
    assertThat(letter.key()).isEqualTo(message.key());
    assertThat(letter.value()).isEqualTo(value);
    assertThat(header(letter, "reason")).isEqualTo("NOT_JSON");
    assertThat(header(letter, "source_topic")).isEqualTo("orders");
    assertThat(header(letter, "source_partition")).isEqualTo("3");
    assertThat(header(letter, "source_offset")).isEqualTo("42");
    assertThat(header(letter, "exception_class")).isEqualTo("java.lang.IllegalStateException");
    assertThat(header(letter, "traceparent")).isEqualTo("t");
  }

  @Test
  void aMessageTooLargeForAProducerIsCutAndSaysSo() {
    byte[] value = new byte[1024 * 1024 - 100];
    new Random(1).nextBytes(value);
    var message =
        new ConsumerRecord<>("orders", 3, 42L, "k".getBytes(StandardCharsets.UTF_8), value);
    message.headers().add("traceparent", "t".getBytes(StandardCharsets.UTF_8));

    ProducerRecord<byte[], byte[]> letter = DeadLetters.letter(message, "TOO_LARGE", "none");

    assertThat(requestBytes(letter)).isLessThan(1_000_000);
    assertThat(letter.key()).isEqualTo(message.key());
    assertThat(letter.value())
        .hasSizeGreaterThan(800 * 1024)
        .isEqualTo(Arrays.copyOf(value, letter.value().length));
    assertThat(header(letter, "truncated")).isEqualTo("true");
    assertThat(header(letter, "original_size")).isEqualTo("1048476");
    assertThat(header(letter, "sha256")).isEqualTo(Hash.of(value).hex());
    assertThat(header(letter, "reason")).isEqualTo("TOO_LARGE");
    assertThat(header(letter, "traceparent")).isEqualTo("t");
  }

  @Test
  void keyAndHeadersThatLeaveNoRoomAreCutToo() {
    byte[] large = new byte[1024 * 1024];
    var keyed = new ConsumerRecord<>("orders", 3, 42L, large, new byte[] {7});
    var headed = new ConsumerRecord<byte[], byte[]>("orders", 3, 42L, null, null);
    headed.headers().add("x", large).add("none", null);
    for (var message : List.of(keyed, headed)) {
      ProducerRecord<byte[], byte[]> letter = DeadLetters.letter(message, "NOT_JSON", "none");

      assertThat(requestBytes(letter)).isLessThan(1_000_000);
      assertThat(header(letter, "truncated")).isEqualTo("true");
      assertThat(header(letter, "source_offset")).isEqualTo("42");
      assertThat(letter.headers().lastHeader("x")).isNull();
    }
  }

  @Test
  void aLetterThatIsWholeDoesNotSayThatItWasCut() {
    var message = new ConsumerRecord<>("orders", 3, 42L, new byte[0], new byte[] {7});
    message.headers().add("truncated", "true".getBytes(StandardCharsets.UTF_8));

    assertThat(DeadLetters.letter(message, "NOT_JSON", "none").headers().lastHeader("truncated"))
        .isNull();
  }

  @Test
  void aCutLetterIsCounted() {
    var meters = new SimpleMeterRegistry();
    var sent = new ArrayList<ProducerRecord<byte[], byte[]>>();
    var letters = new DeadLetters(new KeptTemplate(sent), meters);

    var small = new ConsumerRecord<>("orders", 0, 1L, new byte[0], new byte[10]);
    var large = new ConsumerRecord<>("orders", 0, 2L, new byte[0], new byte[950_000]);
    PollLetters poll = letters.poll(List.of(small, large));
    poll.add(small, "A", null);
    poll.add(large, "A", null);
    poll.deliver(PATIENCE);

    assertThat(sent).hasSize(2);
    assertThat(
            meters.counter("tradewitness.dead_letters", "topic", "orders", "reason", "A").count())
        .isEqualTo(2);
    assertThat(meters.counter("tradewitness.dead_letters.truncated", "topic", "orders").count())
        .isEqualTo(1);
  }

  @Test
  void nothingIsSentBeforeThePollsFateIsKnown() {
    var sent = new ArrayList<ProducerRecord<byte[], byte[]>>();
    PollLetters poll = letters(sent).poll(List.of(message(1)));
    poll.add(message(1), "A", null);
    assertThat(sent).isEmpty();
    poll.deliver(PATIENCE);
    assertThat(sent).hasSize(1);
  }

  @Test
  void aMessageThatComesAgainIsNotSentAgain() {
    var sent = new ArrayList<ProducerRecord<byte[], byte[]>>();
    DeadLetters letters = letters(sent);
    for (int time = 0; time < 3; time++) {
      PollLetters poll = letters.poll(List.of(message(0), message(1)));
      poll.add(message(1), "A", null);
      poll.deliver(PATIENCE);
    }
    assertThat(sent).hasSize(1);
    // The offset moved on: no message is remembered for ever.
    PollLetters later = letters.poll(List.of(message(2)));
    later.add(message(2), "A", null);
    later.deliver(PATIENCE);
    assertThat(sent).hasSize(2);
    PollLetters rewound = letters.poll(List.of(message(1)));
    rewound.add(message(1), "A", null);
    rewound.deliver(PATIENCE);
    assertThat(sent).as("a topic that is read anew has its letters anew").hasSize(3);
  }

  @Test
  void anotherMessageAtTheSameOffsetHasALetterOfItsOwn() {
    var sent = new ArrayList<ProducerRecord<byte[], byte[]>>();
    DeadLetters letters = letters(sent);
    for (long time : new long[] {1_000, 1_000, 2_000, 2_000}) {
      // The topic was deleted and made anew while the process ran.
      var message = message(7, time);
      PollLetters poll = letters.poll(List.of(message));
      poll.add(message, "A", null);
      poll.deliver(PATIENCE);
    }
    assertThat(sent).hasSize(2);
  }

  @Test
  void aLetterThatTheTemplateDoesNotTakeIsNotDelivered() {
    var template = new KeptTemplate(new ArrayList<>());
    template.refusing = true;
    PollLetters poll =
        new DeadLetters(template, new SimpleMeterRegistry()).poll(List.of(message(1)));
    poll.add(message(1), "A", null);
    assertThatThrownBy(() -> poll.deliver(PATIENCE)).isInstanceOf(KafkaException.class);
    assertThat(poll.unsent()).hasSize(1);
  }

  @Test
  void aLetterThatFailedIsSentAgainAndThoseBesideItAreNot() {
    var sent = new ArrayList<ProducerRecord<byte[], byte[]>>();
    var meters = new SimpleMeterRegistry();
    var template = new KeptTemplate(sent);
    var letters = new DeadLetters(template, meters);
    template.failing = true;
    PollLetters first = letters.poll(List.of(message(1)));
    first.add(message(1), "A", null);
    assertThatThrownBy(() -> first.deliver(PATIENCE)).isInstanceOf(KafkaException.class);
    template.failing = false;
    for (int time = 0; time < 2; time++) {
      PollLetters again = letters.poll(List.of(message(1), message(2)));
      again.add(message(1), "A", null);
      again.add(message(2), "A", null);
      again.deliver(PATIENCE);
    }
    assertThat(sent).hasSize(3);
    assertThat(
            meters.counter("tradewitness.dead_letters", "topic", "orders", "reason", "A").count())
        .as("what Kafka has")
        .isEqualTo(2);
  }

  @Test
  void aLetterUnderWayIsWaitedForAndNotSentAgain() {
    var sent = new ArrayList<ProducerRecord<byte[], byte[]>>();
    var template = new KeptTemplate(sent);
    var letters = new DeadLetters(template, new SimpleMeterRegistry());
    template.silent = new CompletableFuture<>();
    PollLetters first = letters.poll(List.of(message(1)));
    first.add(message(1), "A", null);
    assertThatThrownBy(() -> first.deliver(Duration.ofMillis(1)))
        .isInstanceOf(KafkaException.class);
    template.silent.complete(null);
    PollLetters again = letters.poll(List.of(message(1)));
    again.add(message(1), "A", null);
    again.deliver(PATIENCE);
    assertThat(sent).hasSize(1);
  }

  private static ConsumerRecord<byte[], byte[]> message(long offset) {
    return new ConsumerRecord<>("orders", 0, offset, new byte[0], new byte[10]);
  }

  private static ConsumerRecord<byte[], byte[]> message(long offset, long time) {
    return new ConsumerRecord<>(
        "orders",
        0,
        offset,
        time,
        TimestampType.CREATE_TIME,
        0,
        10,
        new byte[0],
        new byte[10],
        new RecordHeaders(),
        Optional.empty());
  }

  private static DeadLetters letters(List<ProducerRecord<byte[], byte[]>> sent) {
    return new DeadLetters(new KeptTemplate(sent), new SimpleMeterRegistry());
  }

  private static final class KeptTemplate extends KafkaTemplate<byte[], byte[]> {

    private final List<ProducerRecord<byte[], byte[]>> sent;
    private boolean failing;
    private boolean refusing;
    private @Nullable CompletableFuture<SendResult<byte[], byte[]>> silent;

    KeptTemplate(List<ProducerRecord<byte[], byte[]>> sent) {
      super(new DefaultKafkaProducerFactory<>(Map.of()));
      this.sent = sent;
    }

    @Override
    public CompletableFuture<SendResult<byte[], byte[]>> send(
        ProducerRecord<byte[], byte[]> letter) {
      if (refusing) {
        throw new org.springframework.kafka.KafkaException("no metadata", new KafkaException());
      }
      sent.add(letter);
      if (failing) {
        return CompletableFuture.failedFuture(new KafkaException("not taken"));
      }
      return silent == null ? CompletableFuture.completedFuture(null) : silent;
    }
  }

  /// As the producer compares it with `max.request.size`.
  private static int requestBytes(ProducerRecord<byte[], byte[]> letter) {
    return AbstractRecords.estimateSizeInBytesUpperBound(
        RecordBatch.CURRENT_MAGIC_VALUE,
        CompressionType.NONE,
        letter.key(),
        letter.value(),
        letter.headers().toArray());
  }

  private static String header(ProducerRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
