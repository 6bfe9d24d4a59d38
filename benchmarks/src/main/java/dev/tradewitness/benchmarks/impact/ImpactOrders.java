package dev.tradewitness.benchmarks.impact;

import dev.tradewitness.benchmarks.load.Request;
import dev.tradewitness.benchmarks.load.ResponseParser;
import dev.tradewitness.benchmarks.load.Traffic;
import java.util.BitSet;

/// Orders of one condition, numbered, each new. Remembers which ones the order server accepted.
final class ImpactOrders implements Traffic {
  private final String path;
  private final String prefix;
  private final BitSet accepted = new BitSet();
  private int number;

  /// @param prefix of the order ids, before the number
  ImpactOrders(String path, String prefix) {
    this.path = path;
    this.prefix = prefix;
  }

  @Override
  public boolean next(Request request) {
    request.about(number);
    request.post(path, order(prefix, number++));
    return true;
  }

  static String order(String prefix, int number) {
    return "{\"order_id\":\"%s%d\",\"symbol\":\"AAPL\",\"side\":\"%s\",\"type\":\"LIMIT\",\"price\":\"185.50\",\"quantity\":\"100\",\"account_id\":\"bench-impact\"}"
        .formatted(prefix, number, number % 2 == 0 ? "BUY" : "SELL");
  }

  @Override
  public void answered(Request request, ResponseParser response) {
    if (response.status() / 100 == 2 && request.subject() instanceof Integer order) {
      accepted.set(order);
    }
  }

  String prefix() {
    return prefix;
  }

  /// Numbers of the orders that were accepted. Not while a load runs.
  BitSet accepted() {
    return (BitSet) accepted.clone();
  }
}
