package dev.tradewitness.authorize.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.decision.Decision.Reservation;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.exposure.ExecType;
import dev.tradewitness.authorize.exposure.ExecutionReport;
import dev.tradewitness.authorize.journal.JournalRow.Decided;
import dev.tradewitness.authorize.journal.JournalRow.Reported;
import dev.tradewitness.authorize.journal.SnapshotStore.LaneSnapshot;
import dev.tradewitness.authorize.order.Price;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JournalMigrationIT {

  private final JournalDatabase db = JournalDatabase.empty();

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void everyRowOfVersionOneIsReadAsTheSameDecisionOrReport() throws SQLException {
    db.migrate("1");
    List<JournalRow> rows = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      long at = Rows.MARCH_1 + i * 20L * Rows.DAY + i;
      Decided order = Rows.authorized(1, rows.size(), "a\"c\\me", "o/" + i, at);
      rows.add(order);
      rows.add(Rows.blocked(1, rows.size(), "acme", "b " + i, at));
      rows.add(Rows.filled(order, rows.size(), "e\"1", at));
      for (ExecType type :
          List.of(ExecType.CANCELED, ExecType.REJECTED, ExecType.EXPIRED, ExecType.RELEASED)) {
        rows.add(Rows.closed(order, rows.size(), type, at));
      }
    }
    writeAsVersionOne(rows);
    db.migrate("latest");
    List<JournalRow> read = new ArrayList<>();
    db.store.forEach(1, 0, read::add);
    assertThat(read).isEqualTo(rows);
    assertThat(bodies())
        .as("byte for byte what is written today")
        .isEqualTo(rows.stream().map(JournalMigrationIT::body).toList());
    assertThat(db.text("select count(distinct epoch) || ' ' || max(epoch) from journal"))
        .isEqualTo("1 5");
    assertThat(db.text("select count(distinct tableoid) from journal")).isEqualTo("4");
    assertThat(db.text("select body ->> 'status' from journal_text where sequence = 1"))
        .isEqualTo("BLOCKED");
  }

  @Test
  void daysNeverGoBackWithinALane() throws SQLException {
    db.migrate("1");
    writeAsVersionOne(
        List.of(
            Rows.authorized(0, 0, "acme", "a", Rows.MARCH_1 + Rows.DAY),
            Rows.authorized(0, 1, "acme", "b", Rows.MARCH_1)));
    db.migrate("latest");
    assertThat(db.text("select string_agg(day::text, ' ' order by sequence) from journal"))
        .isEqualTo("2026-03-02 2026-03-02");
  }

  @Test
  void theRelaysPositionStaysAndSnapshotsAreMadeAgainFromTheJournal() throws SQLException {
    db.migrate("1");
    db.execute("insert into relay_cursor values (2, 40, 20)");
    db.execute("insert into snapshot values (2, 40, 20, now())");
    db.migrate("latest");
    assertThat(new CursorStore(db.reads).read(3)[2]).isEqualTo(new CursorStore.Cursor(40, 20));
    assertThat(db.snapshots.read(2)).isEqualTo(LaneSnapshot.EMPTY);
  }

  @Test
  void daysThatWereMadeBeforeTakeTradeCancelsAndCorrects() throws SQLException {
    db.migrate("3");
    db.held();
    long now = Instant.now().toEpochMilli() * 1000;
    Decided order = Rows.authorized(0, 0, "acme", "o", now);
    db.write(List.of(order, Rows.filled(order, 1, "e-1", now)));
    db.migrate("latest");
    db.write(
        List.of(
            Rows.amended(order, 2, ExecType.TRADE_CANCEL, now),
            Rows.amended(order, 3, ExecType.TRADE_CORRECT, now)));
    List<JournalRow> read = new ArrayList<>();
    db.store.forEach(0, 2, read::add);
    assertThat(read)
        .containsExactly(
            Rows.amended(order, 2, ExecType.TRADE_CANCEL, now),
            Rows.amended(order, 3, ExecType.TRADE_CORRECT, now));
  }

  @Test
  void daysThatWereMadeBeforeTakeRedemptionsAndWhateverOtherKindsThereAre() throws SQLException {
    db.migrate("8?");
    // As another version may have done.
    db.execute("alter table journal drop constraint journal_kind");
    db.execute(
        "alter table journal add constraint journal_kind check (kind in ('DECISION', 'OTHER'))");
    db.held();
    long now = Instant.now().toEpochMilli() * 1000;
    Decided order = Rows.authorized(0, 0, "acme", "o", now);
    db.write(List.of(order));
    db.migrate("latest");
    JournalRow redeemed = Rows.redeemed(order, 1, "gate-7", now);
    db.write(List.of(redeemed));
    List<JournalRow> read = new ArrayList<>();
    db.store.forEach(0, 0, read::add);
    assertThat(read).containsExactly(order, redeemed);
    assertThat(db.store.after(0, 0)).containsExactly(redeemed);
    assertThat(
            db.text(
                "select string_agg(pg_get_constraintdef(oid), ' ') from pg_constraint"
                    + " where conname = 'journal_kind'"))
        .contains("'OTHER'", "'REDEEM'");
  }

  @Test
  void anEmptyJournalMigrates() throws SQLException {
    db.migrate("latest");
    assertThat(db.store.heads(2)).containsOnly(0);
  }

  private static String body(JournalRow row) {
    return new String(JournalBody.of(row), UTF_8);
  }

  private List<String> bodies() throws SQLException {
    List<String> bodies = new ArrayList<>();
    try (Connection connection = db.database.connect();
        Statement statement = connection.createStatement();
        ResultSet rs = statement.executeQuery("select body from journal order by sequence")) {
      while (rs.next()) {
        bodies.add(new String(rs.getBytes(1), UTF_8));
      }
    }
    return bodies;
  }

  /// As the service of version 1 wrote them: amounts as exact numerics, hashes as bytes, absent
  /// lists as null.
  private void writeAsVersionOne(List<JournalRow> rows) throws SQLException {
    try (Connection connection = db.database.connect();
        PreparedStatement insert =
            connection.prepareStatement(
                """
                insert into journal (lane, sequence, epoch, kind, recorded_at, client_id,
                  client_order_id, symbol, side, qty, price, decision_sequence, decision_id,
                  trace_id, order_type, status, reserve_price, deadline, reasons, warnings,
                  policy_version, policy_digest, order_hash, kid, token_expires_at, signature,
                  order_sequence, exec_id, source)
                values (?, ?, 5, ?, timestamptz 'epoch' + ? * interval '1 microsecond', ?,
                  ?, ?, ?, ?::numeric, ?::numeric, ?, ?::uuid,
                  ?::uuid, ?, ?, ?::numeric, timestamptz 'epoch' + ? * interval '1 microsecond',
                  ?::json, ?::json, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)) {
      for (JournalRow row : rows) {
        List<@Nullable Object> values =
            switch (row) {
              case Decided decided -> values(decided);
              case Reported reported -> values(reported);
              case JournalRow.Redeemed redeemed ->
                  throw new IllegalArgumentException("version 1 had no redemptions");
            };
        for (int i = 0; i < values.size(); i++) {
          insert.setObject(i + 1, values.get(i));
        }
        insert.executeUpdate();
      }
    }
  }

  private static List<@Nullable Object> values(Decided row) {
    Decision decision = row.decision();
    Price price = decision.order().price();
    Reservation reserved = decision.reserved();
    return java.util.Arrays.asList(
        row.lane(),
        row.sequence(),
        "DECISION",
        decision.decidedAtMicros(),
        decision.client().value(),
        decision.order().id().value(),
        decision.order().symbol().value(),
        decision.order().side().name(),
        decision.order().qty().toString(),
        price == null ? null : price.value().setScale(6).toPlainString(),
        decision.place().sequence(),
        decision.id().toString(),
        decision.traceId().toString(),
        decision.order().type().name(),
        decision.status().name(),
        reserved == null ? null : new BigDecimal("185.500").toPlainString(),
        reserved == null ? null : reserved.deadlineMicros(),
        json(decision.reasons()),
        json(decision.warnings()),
        decision.policy().version(),
        decision.policy().digest(),
        decision.orderHash().bytes(),
        decision.token().kid(),
        decision.token().expiresAt(),
        new byte[32],
        null,
        null,
        null);
  }

  private static @Nullable String json(List<Reason> reasons) {
    return reasons.isEmpty() ? null : Reason.json(reasons).toString();
  }

  private static List<@Nullable Object> values(Reported row) {
    var trade = row.report() instanceof ExecutionReport.Trade t ? t : null;
    return java.util.Arrays.asList(
        row.lane(),
        row.sequence(),
        row.report().type().word(),
        row.atMicros(),
        row.order().client().value(),
        row.order().id().value(),
        row.symbol().value(),
        row.side().name(),
        trade == null ? null : trade.qty().toString(),
        trade == null ? null : trade.price().toString(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        row.order().sequence(),
        trade == null ? null : trade.execId().value(),
        row.source());
  }
}
