package dev.tradewitness.authorize;

import dev.tradewitness.testservers.Database;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Adds the journal up again from its table, with code of its own: what exposure must be.
final class JournalAudit {

  /// Gross and net of an account.
  record Sums(BigDecimal gross, BigDecimal net) {}

  private record Open(String client, boolean buy, BigDecimal remaining, BigDecimal price) {}

  private record Held(BigDecimal qty, BigDecimal cost) {}

  private final Map<String, Open> open = new HashMap<>();
  private final Map<String, Map<String, Held>> held = new HashMap<>();
  private final Map<String, BigDecimal> highest = new HashMap<>();
  private final Map<String, BigDecimal> furthest = new HashMap<>();
  private final Set<String> redeemed = new HashSet<>();
  private final List<String> faults = new ArrayList<>();
  private final TreeMap<String, String> statuses = new TreeMap<>();

  static JournalAudit of(Database database) throws SQLException {
    var audit = new JournalAudit();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rs =
            statement.executeQuery(
                "select lane, sequence, kind, client_id, client_order_id,"
                    + " coalesce(body -> 'order' ->> 'symbol', body ->> 'symbol'),"
                    + " coalesce(body -> 'order' ->> 'side', body ->> 'side'),"
                    + " coalesce(body -> 'order' ->> 'qty', body ->> 'qty')::numeric,"
                    + " coalesce(body -> 'order' ->> 'price', body ->> 'price')::numeric,"
                    + " body ->> 'status', (body -> 'reserved' ->> 'price')::numeric,"
                    + " order_sequence from journal_text order by lane, sequence")) {
      int lane = -1;
      long next = 0;
      while (rs.next()) {
        if (rs.getInt(1) != lane) {
          lane = rs.getInt(1);
          next = 0;
        }
        if (rs.getLong(2) != next++) {
          audit.faults.add("gap in lane " + lane + " before " + rs.getLong(2));
        }
        audit.row(rs);
      }
    }
    return audit;
  }

  private void row(ResultSet rs) throws SQLException {
    String client = rs.getString(4);
    boolean buy = "BUY".equals(rs.getString(7));
    String symbol = rs.getString(6);
    switch (rs.getString(3)) {
      case "DECISION" -> {
        if (statuses.put(client + "/" + rs.getString(5), rs.getString(10)) != null) {
          faults.add("decided twice: " + client + "/" + rs.getString(5));
        }
        if (rs.getString(10).equals("AUTHORIZED")) {
          open.put(
              rs.getInt(1) + "/" + rs.getLong(2),
              new Open(client, buy, rs.getBigDecimal(8), rs.getBigDecimal(11)));
          Sums now = sums(client);
          highest.merge(client, now.gross(), BigDecimal::max);
          furthest.merge(client, now.net().abs(), BigDecimal::max);
        }
      }
      case "FILL" -> {
        BigDecimal qty = rs.getBigDecimal(8);
        open.computeIfPresent(
            rs.getInt(1) + "/" + rs.getLong(12),
            (key, order) -> {
              BigDecimal left = order.remaining().subtract(qty);
              return left.signum() <= 0 ? null : new Open(client, buy, left, order.price());
            });
        fill(client, symbol, buy ? qty : qty.negate(), rs.getBigDecimal(9));
      }
      case "REDEEM" -> {
        String order = rs.getInt(1) + "/" + rs.getLong(12);
        if (!open.containsKey(order) || !redeemed.add(order)) {
          faults.add("redeemed twice, or closed: " + client + "/" + rs.getString(5));
        }
      }
      default -> open.remove(rs.getInt(1) + "/" + rs.getLong(12));
    }
  }

  private void fill(String client, String symbol, BigDecimal change, BigDecimal price) {
    held.computeIfAbsent(client, c -> new HashMap<>())
        .merge(
            symbol,
            new Held(change, change.multiply(price)),
            (had, add) -> {
              BigDecimal qty = had.qty().add(change);
              if (had.qty().signum() == 0 || had.qty().signum() == change.signum()) {
                return new Held(qty, had.cost().add(add.cost()));
              }
              if (qty.signum() == 0) {
                return new Held(BigDecimal.ZERO, BigDecimal.ZERO);
              }
              return qty.signum() == had.qty().signum()
                  ? new Held(qty, had.cost().multiply(qty).divide(had.qty(), 18, RoundingMode.UP))
                  : new Held(qty, qty.multiply(price));
            });
  }

  Sums sums(String client) {
    BigDecimal gross = BigDecimal.ZERO;
    BigDecimal net = BigDecimal.ZERO;
    for (Open order : open.values()) {
      if (order.client().equals(client)) {
        BigDecimal value = order.remaining().multiply(order.price());
        gross = gross.add(value);
        net = order.buy() ? net.add(value) : net.subtract(value);
      }
    }
    for (Held position : held.getOrDefault(client, Map.of()).values()) {
      gross = gross.add(position.cost().abs());
      net = net.add(position.cost());
    }
    return new Sums(gross, net);
  }

  /// The highest gross that an account ever had right after an order was authorized.
  BigDecimal highestGross(String client) {
    return highest.getOrDefault(client, BigDecimal.ZERO);
  }

  /// The net furthest from zero that an account ever had right after an order was authorized,
  /// without its sign.
  BigDecimal furthestNet(String client) {
    return furthest.getOrDefault(client, BigDecimal.ZERO);
  }

  /// Status by `client/order id`.
  Map<String, String> statuses() {
    return statuses;
  }

  /// Tokens that were redeemed.
  int redemptions() {
    return redeemed.size();
  }

  /// What is wrong with the journal itself.
  List<String> faults() {
    return faults;
  }
}
