package dev.tradewitness.system.reference;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// An account's exposure as a plain sum over decisions, fills and cancellations. Holds where an
/// account trades a symbol in one direction only, so that no position is ever reduced, and where an
/// order is cancelled only after its last fill.
public final class OwnExposure {

  /// A decision as the journal published it.
  public record Decided(
      String client,
      String orderId,
      String symbol,
      boolean buy,
      BigDecimal qty,
      BigDecimal price,
      boolean authorized) {}

  public record Fill(
      String client, String orderId, String execId, BigDecimal qty, BigDecimal price) {}

  /// What one account has open and holds.
  public record Account(
      BigDecimal openBuy, BigDecimal openSell, BigDecimal longs, BigDecimal shorts) {

    public BigDecimal gross() {
      return openBuy.add(openSell).add(longs).add(shorts);
    }

    public BigDecimal net() {
      return longs.subtract(shorts).add(openBuy).subtract(openSell);
    }
  }

  private record OrderKey(String client, String orderId) {}

  private final List<Decided> decisions = new ArrayList<>();
  private final Map<OrderKey, Map<String, Fill>> fills = new HashMap<>();
  private final Set<OrderKey> cancelled = new HashSet<>();

  public void decided(Decided decision) {
    decisions.add(decision);
  }

  /// The same execution told twice counts once.
  public void filled(Fill fill) {
    fills
        .computeIfAbsent(new OrderKey(fill.client(), fill.orderId()), key -> new HashMap<>())
        .put(fill.execId(), fill);
  }

  public void cancelled(String client, String orderId) {
    cancelled.add(new OrderKey(client, orderId));
  }

  public int fillCount() {
    return fills.values().stream().mapToInt(Map::size).sum();
  }

  public Account account(String client) {
    BigDecimal openBuy = BigDecimal.ZERO;
    BigDecimal openSell = BigDecimal.ZERO;
    BigDecimal longs = BigDecimal.ZERO;
    BigDecimal shorts = BigDecimal.ZERO;
    for (Decided decision : decisions) {
      if (!decision.authorized() || !decision.client().equals(client)) {
        continue;
      }
      var key = new OrderKey(client, decision.orderId());
      BigDecimal open = decision.qty();
      BigDecimal held = BigDecimal.ZERO;
      for (Fill fill : fills.getOrDefault(key, Map.of()).values()) {
        open = open.subtract(fill.qty());
        held = held.add(fill.qty().multiply(fill.price()));
      }
      BigDecimal reserved =
          cancelled.contains(key)
              ? BigDecimal.ZERO
              : open.max(BigDecimal.ZERO).multiply(decision.price());
      if (decision.buy()) {
        openBuy = openBuy.add(reserved);
        longs = longs.add(held);
      } else {
        openSell = openSell.add(reserved);
        shorts = shorts.add(held);
      }
    }
    return new Account(openBuy, openSell, longs, shorts);
  }
}
