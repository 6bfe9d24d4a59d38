package dev.tradewitness.authorize.journal;

import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.decision.Decision.Place;
import dev.tradewitness.authorize.decision.Decision.Reservation;
import dev.tradewitness.authorize.decision.PolicyRef;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.exposure.OrderEvent;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.journal.JournalRow.Decided;
import dev.tradewitness.authorize.journal.JournalRow.Happened;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.ExactDecimal;
import dev.tradewitness.authorize.order.ExecId;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.OrderType;
import dev.tradewitness.authorize.order.Price;
import dev.tradewitness.authorize.order.Quantity;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.Symbol;
import dev.tradewitness.authorize.token.DecisionToken;
import dev.tradewitness.authorize.token.DecisionToken.Signature;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.crypto.Hash;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Rows ↔ columns of the journal table.
final class JournalColumns {

  private static final String[] NAMES = {
    "lane",
    "sequence",
    "kind",
    "recorded_at",
    "client_id",
    "client_order_id",
    "symbol",
    "side",
    "qty",
    "price",
    "decision_sequence",
    "decision_id",
    "trace_id",
    "order_type",
    "status",
    "reserve_price",
    "deadline",
    "reasons",
    "warnings",
    "policy_version",
    "policy_digest",
    "order_hash",
    "kid",
    "token_expires_at",
    "signature",
    "order_sequence",
    "exec_id",
    "source"
  };

  // How each column travels as an array: amounts as text, so that they stay exact; times as
  // microseconds.
  private static final String[] TYPES = {
    "int4", "int8", "text", "int8", "text", "text", "text", "text", "text", "text", "int8",
    "uuid", "uuid", "text", "text", "text", "int8", "text", "text", "text", "text", "bytea",
    "text", "int8", "bytea", "int8", "text", "text"
  };

  /// One statement, so one round trip: the rows go in only if every lane among them is still held
  /// under the given epoch. The share lock makes a new owner wait for this transaction, so that it
  /// cannot miss these rows.
  static final String INSERT = insert();

  static final String READ =
      """
      lane, sequence, kind, (extract(epoch from recorded_at) * 1000000)::bigint, client_id, \
      client_order_id, symbol, side, qty, price, decision_sequence, decision_id, trace_id, \
      order_type, status, reserve_price, (extract(epoch from deadline) * 1000000)::bigint, \
      reasons, warnings, policy_version, policy_digest, order_hash, kid, token_expires_at, \
      signature, order_sequence, exec_id, source\
      """;

  private JournalColumns() {}

  private static String insert() {
    var values = new StringBuilder();
    var arrays = new StringBuilder();
    for (int i = 0; i < NAMES.length; i++) {
      String column = "r." + NAMES[i];
      values.append(i == 0 ? "" : ", ");
      values.append(
          switch (NAMES[i]) {
            case "recorded_at", "deadline" ->
                "timestamptz 'epoch' + " + column + " * interval '1 microsecond'";
            case "qty", "price", "reserve_price" -> column + "::numeric";
            case "reasons", "warnings" -> column + "::json";
            default -> column;
          });
      arrays.append(i == 0 ? "" : ", ").append("?::").append(TYPES[i]).append("[]");
    }
    String names = String.join(", ", NAMES);
    return """
    with held as materialized (
      select l.lane, l.epoch from lane_lease l
      join unnest(?::int4[], ?::int8[]) as mine(lane, epoch)
        on mine.lane = l.lane and mine.epoch = l.epoch
      order by l.lane
      for share of l
    )
    insert into journal (%s, epoch)
    select %s, held.epoch
    from unnest(%s) as r(%s)
    join held on held.lane = r.lane
    where (select count(*) from held) = ?
    """
        .formatted(names, values, arrays, names);
  }

  /// A lane and the epoch under which it is held.
  private record Hold(int lane, long epoch) {}

  static void bind(Connection connection, PreparedStatement insert, List<Pending> rows)
      throws SQLException {
    List<Hold> holds =
        rows.stream().map(p -> new Hold(p.row().lane(), p.epoch())).distinct().toList();
    @Nullable Object[][] columns = new @Nullable Object[NAMES.length][];
    for (int c = 0; c < NAMES.length; c++) {
      columns[c] = array(TYPES[c], rows.size());
    }
    for (int i = 0; i < rows.size(); i++) {
      switch (rows.get(i).row()) {
        case Decided decided -> put(columns, i, decided);
        case Happened happened -> put(columns, i, happened);
      }
    }
    int parameter = 1;
    insert.setArray(
        parameter++, connection.createArrayOf("int4", holds.stream().map(Hold::lane).toArray()));
    insert.setArray(
        parameter++, connection.createArrayOf("int8", holds.stream().map(Hold::epoch).toArray()));
    for (int c = 0; c < NAMES.length; c++) {
      insert.setArray(parameter++, connection.createArrayOf(TYPES[c], columns[c]));
    }
    insert.setInt(parameter, holds.size());
  }

  private static @Nullable Object[] array(String type, int size) {
    return switch (type) {
      case "int4" -> new @Nullable Integer[size];
      case "int8" -> new @Nullable Long[size];
      case "uuid" -> new @Nullable UUID[size];
      case "bytea" -> new byte @Nullable [size][];
      default -> new @Nullable String[size];
    };
  }

  private static void put(@Nullable Object[][] columns, int i, Decided row) {
    DecisionToken token = row.token();
    Decision decision = token.decision();
    Order order = decision.order();
    Reservation reserved = decision.reserved();
    Price price = order.price();
    common(
        columns,
        i,
        row,
        "DECISION",
        decision.decidedAtMicros(),
        decision.client(),
        order.id(),
        order.symbol(),
        order.side());
    columns[8][i] = order.qty().toString();
    columns[9][i] = price == null ? null : price.toString();
    columns[10][i] = decision.place().sequence();
    columns[11][i] = decision.id();
    columns[12][i] = decision.traceId();
    columns[13][i] = order.type().name();
    columns[14][i] = decision.status().name();
    columns[15][i] = reserved == null ? null : ExactDecimal.text(reserved.price());
    columns[16][i] = reserved == null ? null : reserved.deadlineMicros();
    columns[17][i] = json(decision.reasons());
    columns[18][i] = json(decision.warnings());
    columns[19][i] = decision.policy().version();
    columns[20][i] = decision.policy().digest();
    columns[21][i] = decision.orderHash().bytes();
    columns[22][i] = token.kid();
    columns[23][i] = token.expiresAt();
    columns[24][i] = token.signature().bytes();
  }

  private static void put(@Nullable Object[][] columns, int i, Happened row) {
    common(
        columns,
        i,
        row,
        row.event().type(),
        row.atMicros(),
        row.order().client(),
        row.order().id(),
        row.symbol(),
        row.side());
    if (row.event() instanceof OrderEvent.Fill fill) {
      columns[8][i] = fill.qty().toString();
      columns[9][i] = fill.price().toString();
      columns[26][i] = fill.execId().value();
    }
    columns[25][i] = row.order().sequence();
    columns[27][i] = row.source();
  }

  private static void common(
      @Nullable Object[][] columns,
      int i,
      JournalRow row,
      String kind,
      long atMicros,
      ClientId client,
      ClientOrderId order,
      Symbol symbol,
      Side side) {
    columns[0][i] = row.lane();
    columns[1][i] = row.sequence();
    columns[2][i] = kind;
    columns[3][i] = atMicros;
    columns[4][i] = client.value();
    columns[5][i] = order.value();
    columns[6][i] = symbol.value();
    columns[7][i] = side.name();
  }

  private static @Nullable String json(List<Reason> reasons) {
    return reasons.isEmpty() ? null : Reason.json(reasons).toString();
  }

  static JournalRow row(ResultSet rs) throws SQLException {
    return "DECISION".equals(rs.getString(3)) ? decided(rs) : happened(rs);
  }

  static Decided decided(ResultSet rs) throws SQLException {
    BigDecimal price = rs.getBigDecimal(10);
    var order =
        new Order(
            new ClientOrderId(rs.getString(6)),
            new Symbol(rs.getString(7)),
            Side.valueOf(rs.getString(8)),
            OrderType.valueOf(rs.getString(14)),
            new Quantity(rs.getBigDecimal(9)),
            price == null ? null : new Price(price));
    BigDecimal reserve = rs.getBigDecimal(16);
    var decision =
        new Decision(
            new Place(rs.getInt(1), rs.getLong(11)),
            rs.getObject(12, UUID.class),
            rs.getObject(13, UUID.class),
            new ClientId(rs.getString(5)),
            order,
            new Hash(rs.getBytes(22)),
            reasons(rs.getString(18)),
            reasons(rs.getString(19)),
            new PolicyRef(rs.getString(20), rs.getString(21)),
            reserve == null ? null : new Reservation(ExactDecimal.normal(reserve), rs.getLong(17)),
            rs.getLong(4));
    return new Decided(
        rs.getLong(2),
        new DecisionToken(
            decision, rs.getString(23), rs.getLong(24), Signature.of(rs.getBytes(25))));
  }

  static Happened happened(ResultSet rs) throws SQLException {
    String kind = rs.getString(3);
    OrderEvent event =
        kind.equals("FILL")
            ? new OrderEvent.Fill(
                new ExecId(rs.getString(27)),
                new Quantity(rs.getBigDecimal(9)),
                new Price(rs.getBigDecimal(10)))
            : new OrderEvent.Close(OrderEvent.Ending.valueOf(kind));
    return new Happened(
        rs.getInt(1),
        rs.getLong(2),
        new OrderState.Key(
            rs.getLong(26), new ClientId(rs.getString(5)), new ClientOrderId(rs.getString(6))),
        new Symbol(rs.getString(7)),
        Side.valueOf(rs.getString(8)),
        event,
        rs.getLong(4),
        rs.getString(28));
  }

  private static List<Reason> reasons(@Nullable String json) {
    if (json == null) {
      return List.of();
    }
    try {
      if (Json.parse(json.getBytes(StandardCharsets.UTF_8), JsonLimits.EVENT)
          instanceof JsonArray array) {
        return Reason.list(array);
      }
      throw new IllegalStateException("the journal's reasons are not an array");
    } catch (JsonRefusedException e) {
      throw new IllegalStateException("the journal's reasons are not JSON", e);
    }
  }
}
