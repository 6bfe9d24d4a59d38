package dev.tradewitness.authorize.journal;

import dev.tradewitness.authorize.exposure.AccountExposure;
import dev.tradewitness.authorize.exposure.BookSnapshot;
import dev.tradewitness.authorize.exposure.ExposureBook.SymbolKey;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.exposure.OrderStatus;
import dev.tradewitness.authorize.exposure.SymbolExposure;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.ExactDecimal;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.Symbol;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/// Snapshots of lanes: a book and the journal number it covers, written and read in one transaction
/// each, so that no row is ever applied twice.
public final class SnapshotStore {

  /// @param sequence the first journal number that is not in the book
  /// @param decisionSequence the next decision's number
  public record LaneSnapshot(long sequence, long decisionSequence, BookSnapshot book) {
    public static final LaneSnapshot EMPTY = new LaneSnapshot(0, 0, BookSnapshot.EMPTY);
  }

  private static final int BATCH = 5000;

  private final DataSource database;

  public SnapshotStore(DataSource database) {
    this.database = database;
  }

  /// Replaces the lane's snapshot.
  public void write(int lane, LaneSnapshot snapshot) throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      for (String table :
          List.of("snapshot", "snapshot_order", "snapshot_position", "snapshot_account")) {
        try (PreparedStatement delete =
            connection.prepareStatement("delete from " + table + " where lane = ?")) {
          delete.setInt(1, lane);
          delete.executeUpdate();
        }
      }
      try (PreparedStatement head =
          connection.prepareStatement("insert into snapshot values (?, ?, ?, clock_timestamp())")) {
        head.setInt(1, lane);
        head.setLong(2, snapshot.sequence());
        head.setLong(3, snapshot.decisionSequence());
        head.executeUpdate();
      }
      writeOrders(connection, lane, snapshot.book().open());
      writePositions(connection, lane, snapshot.book().symbols());
      writeAccounts(connection, lane, snapshot.book().accounts());
      connection.commit();
    }
  }

  private static void writeOrders(Connection connection, int lane, List<OrderState> orders)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into snapshot_order values (?, ?, ?, ?, ?, ?, ?, ?,"
                + " timestamptz 'epoch' + ? * interval '1 microsecond', ?, ?, ?, ?, ?)")) {
      int waiting = 0;
      for (OrderState order : orders) {
        insert.setInt(1, lane);
        insert.setLong(2, order.key().sequence());
        insert.setString(3, order.key().client().value());
        insert.setString(4, order.key().id().value());
        insert.setString(5, order.terms().symbol().value());
        insert.setString(6, order.terms().side().name());
        insert.setBigDecimal(7, order.terms().qty());
        insert.setBigDecimal(8, order.terms().reservePrice());
        insert.setLong(9, order.terms().deadlineMicros());
        insert.setString(10, order.status().name());
        insert.setBigDecimal(11, order.remaining());
        insert.setBigDecimal(12, order.filledQty());
        insert.setBigDecimal(13, order.filledValue());
        insert.setArray(14, connection.createArrayOf("text", order.execIds().toArray()));
        waiting = add(insert, waiting);
      }
      insert.executeBatch();
    }
  }

  private static void writePositions(
      Connection connection, int lane, Map<SymbolKey, SymbolExposure> symbols) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("insert into snapshot_position values (?, ?, ?, ?, ?, ?, ?)")) {
      int waiting = 0;
      for (var entry : symbols.entrySet()) {
        SymbolExposure held = entry.getValue();
        insert.setInt(1, lane);
        insert.setString(2, entry.getKey().client().value());
        insert.setString(3, entry.getKey().symbol().value());
        insert.setBigDecimal(4, held.openBuyQty());
        insert.setBigDecimal(5, held.openSellQty());
        insert.setBigDecimal(6, held.qty());
        insert.setBigDecimal(7, held.value());
        waiting = add(insert, waiting);
      }
      insert.executeBatch();
    }
  }

  private static void writeAccounts(
      Connection connection, int lane, Map<ClientId, AccountExposure> accounts)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("insert into snapshot_account values (?, ?, ?, ?, ?, ?, ?)")) {
      int waiting = 0;
      for (var entry : accounts.entrySet()) {
        AccountExposure total = entry.getValue();
        insert.setInt(1, lane);
        insert.setString(2, entry.getKey().value());
        insert.setBigDecimal(3, total.openBuy());
        insert.setBigDecimal(4, total.openSell());
        insert.setBigDecimal(5, total.positionGross());
        insert.setBigDecimal(6, total.positionNet());
        insert.setInt(7, total.openOrders());
        waiting = add(insert, waiting);
      }
      insert.executeBatch();
    }
  }

  private static int add(PreparedStatement insert, int waiting) throws SQLException {
    insert.addBatch();
    if (waiting + 1 < BATCH) {
      return waiting + 1;
    }
    insert.executeBatch();
    return 0;
  }

  /// The lane's snapshot; the empty one when none was taken yet.
  public LaneSnapshot read(int lane) throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      LaneSnapshot snapshot = read(connection, lane);
      connection.commit();
      return snapshot;
    }
  }

  private static LaneSnapshot read(Connection connection, int lane) throws SQLException {
    long sequence;
    long decisions;
    try (PreparedStatement select =
        connection.prepareStatement(
            "select sequence, decision_sequence from snapshot where lane = ?")) {
      select.setInt(1, lane);
      try (ResultSet rs = select.executeQuery()) {
        if (!rs.next()) {
          return LaneSnapshot.EMPTY;
        }
        sequence = rs.getLong(1);
        decisions = rs.getLong(2);
      }
    }
    var orders = new ArrayList<OrderState>();
    forEach(
        connection,
        "select sequence, client_id, client_order_id, symbol, side, qty, reserve_price,"
            + " (extract(epoch from deadline) * 1000000)::bigint, status, remaining, filled_qty,"
            + " filled_value, exec_ids from snapshot_order where lane = ?",
        lane,
        rs -> orders.add(order(rs)));
    var symbols = new HashMap<SymbolKey, SymbolExposure>();
    forEach(
        connection,
        "select client_id, symbol, open_buy_qty, open_sell_qty, qty, value from snapshot_position"
            + " where lane = ?",
        lane,
        rs ->
            symbols.put(
                new SymbolKey(new ClientId(rs.getString(1)), new Symbol(rs.getString(2))),
                new SymbolExposure(amount(rs, 3), amount(rs, 4), amount(rs, 5), amount(rs, 6))));
    var accounts = new HashMap<ClientId, AccountExposure>();
    forEach(
        connection,
        "select client_id, open_buy, open_sell, position_gross, position_net, open_orders"
            + " from snapshot_account where lane = ?",
        lane,
        rs ->
            accounts.put(
                new ClientId(rs.getString(1)),
                new AccountExposure(
                    amount(rs, 2), amount(rs, 3), amount(rs, 4), amount(rs, 5), rs.getInt(6))));
    return new LaneSnapshot(sequence, decisions, new BookSnapshot(orders, symbols, accounts));
  }

  private static OrderState order(ResultSet rs) throws SQLException {
    Array execIds = rs.getArray(13);
    return new OrderState(
        new OrderState.Key(
            rs.getLong(1), new ClientId(rs.getString(2)), new ClientOrderId(rs.getString(3))),
        new OrderState.Terms(
            new Symbol(rs.getString(4)),
            Side.valueOf(rs.getString(5)),
            amount(rs, 6),
            amount(rs, 7),
            rs.getLong(8)),
        OrderStatus.valueOf(rs.getString(9)),
        amount(rs, 10),
        amount(rs, 11),
        amount(rs, 12),
        Set.of((String[]) execIds.getArray()));
  }

  private static BigDecimal amount(ResultSet rs, int column) throws SQLException {
    return ExactDecimal.normal(rs.getBigDecimal(column));
  }

  /// Takes one row of an answer.
  @FunctionalInterface
  private interface RowTaker {
    void take(ResultSet rs) throws SQLException;
  }

  private static void forEach(Connection connection, String sql, int lane, RowTaker taker)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setFetchSize(BATCH);
      select.setInt(1, lane);
      try (ResultSet rs = select.executeQuery()) {
        while (rs.next()) {
          taker.take(rs);
        }
      }
    }
  }
}
