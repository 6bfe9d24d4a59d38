package dev.tradewitness.system.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.system.reference.OwnJson;
import dev.tradewitness.system.stack.CapturedStream;
import dev.tradewitness.system.stack.CapturedStream.Captured;
import dev.tradewitness.system.stack.Http;
import dev.tradewitness.system.stack.RunningStack;
import dev.tradewitness.system.stack.Table;
import dev.tradewitness.system.stack.Topic;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Every message of a tapped topic is one event.
public final class Taps {

  private static final List<String> TAPPED =
      List.of(Topics.ORDERS, Topics.EXECUTIONS, Topics.ERRORS, Topics.AUTHORIZE_CONTROLS);

  private Taps() {}

  /// Capture has taken every message of its topics: where a stream names them, all are in.
  public static void awaitTaken(RunningStack stack) {
    Http capture = stack.http("capture");
    Quiet.await("the taps have taken all messages")
        .untilAsserted(() -> {
          long captured =
              CapturedStream.heads(capture).entrySet().stream()
                  .filter(head -> !head.getKey().startsWith("drill:"))
                  .mapToLong(Map.Entry::getValue)
                  .sum();
          long published = decisions(stack);
          for (String topic : TAPPED) {
            published += Topic.count(stack.kafka(), topic);
          }
          assertThat(captured).isGreaterThanOrEqualTo(published);
        });
  }

  /// Each once: the journal's relay sends some again after a kill.
  private static long decisions(RunningStack stack) {
    return Topic.read(stack.kafka(), Topics.AUTHORIZE_DECISIONS).stream()
        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
        .distinct()
        .count();
  }

  public static void everyTappedMessageIsOneEvent(
      RunningStack stack, Map<String, CapturedStream> streams, Table table) {
    var captured = new HashMap<String, Integer>();
    for (CapturedStream stream : streams.values()) {
      for (Captured event : stream.events()) {
        String source = source(event);
        if (source != null) {
          captured.merge(source, 1, Integer::sum);
        }
      }
    }
    for (String topic : TAPPED) {
      var records = Topic.read(stack.kafka(), topic);
      for (var record : records) {
        String place = place(topic, record.partition(), record.offset());
        assertThat(captured.remove(place)).as("events made of " + place).isEqualTo(1);
      }
      table.row("messages of " + topic + ", each one event", records.size());
    }
    assertThat(captured).as("events of messages that are in no topic").isEmpty();
  }

  @SuppressWarnings("unchecked") // JSON objects have text for names
  private static String source(Captured event) {
    var payload = (Map<String, Object>) OwnJson.object(event.document()).get("payload");
    if (payload.get("source") instanceof Map<?, ?> source && source.containsKey("offset")) {
      return place(
          (String) source.get("topic"),
          Integer.parseInt(source.get("partition").toString()),
          Long.parseLong(source.get("offset").toString()));
    }
    return null;
  }

  private static String place(String topic, int partition, long offset) {
    return topic + "|" + partition + "|" + offset;
  }
}
