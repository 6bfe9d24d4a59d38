package dev.tradewitness.system.check;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.system.stack.CapturedStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Messages of topics as JSON.
final class Published {

  private Published() {}

  static JsonObject json(ConsumerRecord<byte[], byte[]> record) throws IOException {
    try {
      return Json.parseObject(record.value(), JsonLimits.EVENT);
    } catch (JsonRefusedException e) {
      throw new IOException(new String(record.value(), StandardCharsets.UTF_8), e);
    }
  }

  static double number(JsonObject from, String name) {
    return Double.parseDouble(CapturedStream.text(from, name));
  }
}
