package dev.tradewitness.system.load;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// What capture acknowledged, by event id, and every place where two answers about one event
/// differ.
public final class Receipts {

  /// @param hash as the client itself computed it
  public record Receipt(String eventId, String hash, String policyId, long sequence) {}

  private final Map<String, Receipt> byId = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> contradictions = new ConcurrentLinkedQueue<>();

  void add(Receipt receipt) {
    Receipt before = byId.putIfAbsent(receipt.eventId(), receipt);
    if (before != null && !before.equals(receipt)) {
      contradictions.add(before + " was answered again as " + receipt);
    }
  }

  void contradiction(String what) {
    contradictions.add(what);
  }

  public Map<String, Receipt> byId() {
    return byId;
  }

  public List<String> contradictions() {
    return List.copyOf(contradictions);
  }
}
