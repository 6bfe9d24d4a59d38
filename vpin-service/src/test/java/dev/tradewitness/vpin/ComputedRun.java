package dev.tradewitness.vpin;

import dev.tradewitness.vpin.TradeTopic.Message;
import dev.tradewitness.vpin.reading.VpinEngine;
import dev.tradewitness.vpin.reading.VpinParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The metrics that messages must give, from engines alone: no Kafka, no database, no restart.
final class ComputedRun {

  private ComputedRun() {}

  static List<StoredRun.Row> metrics(List<Message> messages, VpinParameters parameters) {
    var json = JsonMapper.builder().build();
    Map<String, VpinEngine> engines = new TreeMap<>();
    Map<String, List<StoredRun.Row>> rows = new TreeMap<>();
    for (Message message : messages) {
      JsonNode trade = json.readTree(message.json());
      double price = trade.get("price").asDouble();
      VpinEngine engine =
          engines.computeIfAbsent(message.pair(), pair -> new VpinEngine(parameters));
      if (engine.accept(
          trade.get("timestamp").asLong(),
          trade.get("trade_direction").asInt(),
          price,
          price * trade.get("size").asDouble())) {
        rows.computeIfAbsent(message.pair(), pair -> new ArrayList<>())
            .add(new StoredRun.Row(message.pair(), 0, parameters.bucketSize(), engine.reading()));
      }
    }
    return rows.values().stream().flatMap(List::stream).toList();
  }
}
