package dev.tradewitness.common.wire;

import java.util.LinkedHashMap;
import java.util.Map;

/// Topic names, fixed by contract, and their partition counts, which must never change on a running
/// system: the partition of a stream is a function of the count.
public final class Topics {

  public static final String ORDERS = "orders";
  public static final String EXECUTIONS = "executions";
  public static final String ERRORS = "errors";
  public static final String VCP_EVENTS = "vcp.events";
  public static final String VCP_ANCHORS = "vcp.anchors";
  public static final String AUTHORIZE_DECISIONS = "authorize.decisions";
  public static final String AUTHORIZE_CONTROLS = "authorize.controls";
  public static final String PROCESSED_TRADES = "crypto.processed.trades";
  public static final String VPIN = "crypto.microstructure.vpin";
  public static final String VPIN_ALERTS = "crypto.microstructure.vpin.alerts";

  /// Partitions of every topic but dead letters.
  public static final int PARTITIONS = 8;

  private Topics() {}

  /// Where a consumer of `topic` puts what it cannot read.
  public static String deadLetters(String topic) {
    return topic + ".dlt";
  }

  /// Every topic with its partition count.
  public static Map<String, Integer> all() {
    var topics = new LinkedHashMap<String, Integer>();
    for (String topic :
        new String[] {
          ORDERS,
          EXECUTIONS,
          ERRORS,
          VCP_EVENTS,
          VCP_ANCHORS,
          AUTHORIZE_DECISIONS,
          AUTHORIZE_CONTROLS,
          PROCESSED_TRADES,
          VPIN,
          VPIN_ALERTS
        }) {
      topics.put(topic, PARTITIONS);
      topics.put(deadLetters(topic), 1);
    }
    return topics;
  }
}
