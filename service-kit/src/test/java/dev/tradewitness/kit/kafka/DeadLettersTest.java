package dev.tradewitness.kit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

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

  private static String header(ProducerRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
