package dev.tradewitness.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.crypto.Hash;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.AbstractRecords;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.RecordBatch;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.SendResult;

class DeadLettersTest {

  @Test
  void aDeadLetterKeepsTheBytesAndSaysWhyAndFromWhere() {
    byte[] value = {(byte) 0xFF, 0, 'x'};
    var message =
        new ConsumerRecord<>("orders", 3, 42L, "k".getBytes(StandardCharsets.UTF_8), value);
    message.headers().add("traceparent", "t".getBytes(StandardCharsets.UTF_8));

    ProducerRecord<byte[], byte[]> letter =
        DeadLetters.letter(message, "NOT_JSON", new IllegalStateException("x"));

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

    ProducerRecord<byte[], byte[]> letter = DeadLetters.letter(message, "TOO_LARGE", null);

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
      ProducerRecord<byte[], byte[]> letter = DeadLetters.letter(message, "NOT_JSON", null);

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

    assertThat(DeadLetters.letter(message, "NOT_JSON", null).headers().lastHeader("truncated"))
        .isNull();
  }

  @Test
  void aCutLetterIsCounted() {
    var meters = new SimpleMeterRegistry();
    var sent = new ArrayList<ProducerRecord<byte[], byte[]>>();
    var letters = new DeadLetters(new KeptTemplate(sent), meters);

    for (byte[] value : List.of(new byte[10], new byte[950_000])) {
      assertThat(letters.send(new ConsumerRecord<>("orders", 0, 1L, new byte[0], value), "A", null))
          .isCompleted();
    }

    assertThat(sent).hasSize(2);
    assertThat(
            meters.counter("tradewitness.dead_letters", "topic", "orders", "reason", "A").count())
        .isEqualTo(2);
    assertThat(meters.counter("tradewitness.dead_letters.truncated", "topic", "orders").count())
        .isEqualTo(1);
  }

  private static final class KeptTemplate extends KafkaTemplate<byte[], byte[]> {

    private final List<ProducerRecord<byte[], byte[]>> sent;

    KeptTemplate(List<ProducerRecord<byte[], byte[]>> sent) {
      super(new DefaultKafkaProducerFactory<>(Map.of()));
      this.sent = sent;
    }

    @Override
    public CompletableFuture<SendResult<byte[], byte[]>> send(
        ProducerRecord<byte[], byte[]> letter) {
      sent.add(letter);
      return CompletableFuture.completedFuture(null);
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
