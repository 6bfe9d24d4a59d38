package dev.tradewitness.capture.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.capture.decode.TradingEvent;
import dev.tradewitness.capture.decode.foreign.MessageRefusedException;
import dev.tradewitness.capture.sources.Sources;
import dev.tradewitness.capture.sources.SourcesFile;
import dev.tradewitness.capture.sources.SourcesParser;
import dev.tradewitness.capture.sources.SourcesRefusedException;
import dev.tradewitness.fuzz.LongRun;
import dev.tradewitness.fuzz.ShortRun;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/// Any message of a tapped topic is one event, always the same, or refused by a reason of the
/// documents; `NOT_MAPPED` stands for a fault of the mapping.
class TapFuzzTest {

  private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");

  private final SourcesFile file = builtIn();
  private final List<String> topics = List.copyOf(file.topics());
  private final TapReader reader =
      new TapReader(new EventDecoder(new SplittableRandom(1)), file, 256 * 1024);

  /// The first byte chooses the topic.
  @LongRun
  @FuzzTest(maxDuration = "5m")
  void message(byte[] input) throws Exception {
    if (input.length == 0) {
      return;
    }
    String topic = topics.get((input[0] & 0xFF) % topics.size());
    byte[] value = Arrays.copyOfRange(input, 1, input.length);
    try {
      TradingEvent event = read(topic, value);
      assertThat(read(topic, value).document().bytes()).isEqualTo(event.document().bytes());
      assertThat(reader.isOf(message(topic, value), event.document())).isTrue();
    } catch (MessageRefusedException e) {
      assertThat(e.reason()).matches("[A-Z0-9_]+").isNotEqualTo("NOT_MAPPED");
    }
  }

  @Test
  void seedsAndChangesOfThem() {
    ShortRun.of(TapFuzzTest.class, "message", this::message);
  }

  private TradingEvent read(String topic, byte[] value) throws MessageRefusedException {
    var reception = new Reception(AT, ClockStatus.BEST_EFFORT, "kafka:" + topic, null, null);
    return reader.read(message(topic, value), reception).event();
  }

  private static ConsumerRecord<byte[], byte[]> message(String topic, byte[] value) {
    return new ConsumerRecord<>(topic, 0, 7, null, value);
  }

  private static SourcesFile builtIn() {
    try {
      return SourcesParser.parse(Sources.builtIn());
    } catch (SourcesRefusedException e) {
      throw new AssertionError(e);
    }
  }
}
