package dev.tradewitness.authorize.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.authorize.exposure.BookSnapshot;
import dev.tradewitness.authorize.exposure.ExecType;
import dev.tradewitness.authorize.exposure.ExposureBook;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.journal.CursorStore.Cursor;
import dev.tradewitness.authorize.journal.JournalRetention.Floor;
import dev.tradewitness.authorize.journal.JournalRow.Decided;
import dev.tradewitness.authorize.journal.JournalStore.Appended;
import dev.tradewitness.authorize.journal.SnapshotStore.LaneSnapshot;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.KeyedHash;
import dev.tradewitness.kit.time.SteadyTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetentionIT {

  private static final LocalDate DAY = LocalDate.of(2026, 3, 1);
  private static final LocalDate TODAY = DAY.plusDays(11);

  private final JournalDatabase db;
  private final JournalRetention retention = new JournalRetention(Period.ofDays(10));
  private final Decided order = Rows.authorized(0, 0, "acme", "o", Rows.MARCH_1);

  RetentionIT() throws SQLException {
    db = JournalDatabase.withDays(DAY, 0, 1);
  }

  @BeforeEach
  void twoDaysInTwoLanes() throws SQLException {
    db.held();
    append(
        order,
        Rows.closed(order, 1, ExecType.CANCELED, Rows.MARCH_1),
        Rows.blocked(1, 0, "zeta", "z", Rows.MARCH_1));
    append(Rows.authorized(0, 2, "acme", "p", Rows.MARCH_1 + Rows.DAY));
    snapshot(0, 3, BookSnapshot.EMPTY);
    snapshot(1, 1, BookSnapshot.EMPTY);
    relayed(1, 1);
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void aDayThatNobodyNeedsIsDroppedAndTheNextOneStays() throws SQLException {
    assertThat(keptBy(retention)).isEmpty();
    assertThat(drop()).isEqualTo(1);
    assertThat(days()).containsExactly(DAY.plusDays(1));
    assertThat(db.text("select min(sequence) from journal")).isEqualTo("2");
    assertThat(drop()).isZero();
  }

  @Test
  void theRetentionKeepsADay() throws SQLException {
    assertThat(keptBy(new JournalRetention(Period.ofDays(11)))).contains(Floor.RETENTION);
    assertThat(keptBy(new JournalRetention(null))).contains(Floor.RETENTION);
  }

  @Test
  void anySnapshotThatDoesNotCoverADayKeepsIt() throws SQLException {
    snapshot(0, 1, BookSnapshot.EMPTY);
    assertThat(keptBy(retention)).contains(Floor.SNAPSHOT);
    snapshot(0, 3, BookSnapshot.EMPTY);
    db.execute("delete from snapshot where lane = 1");
    assertThat(keptBy(retention)).contains(Floor.SNAPSHOT);
    assertThat(drop()).isZero();
  }

  @Test
  void anOpenOrderKeepsTheDayOfItsDecision() throws SQLException {
    var book = new ExposureBook(KeyedHash.ofSeed(1));
    book.reserve(OrderState.decided(0, order.decision()));
    snapshot(0, 3, book.snapshot());
    assertThat(keptBy(retention)).contains(Floor.OPEN_ORDER);
    assertThat(drop()).isZero();
  }

  @Test
  void aDecisionThatIsNotInKafkaKeepsItsDay() throws SQLException {
    db.execute("update relay_cursor set sequence = 0 where lane = 1");
    assertThat(keptBy(retention)).contains(Floor.RELAY);
    db.execute("delete from relay_cursor");
    assertThat(keptBy(retention)).contains(Floor.RELAY);
    assertThat(drop()).isZero();
  }

  @Test
  void aDropThatWasInterruptedIsEnded() throws Exception {
    CompletableFuture<Optional<SQLException>> dropping;
    try (Connection reader = db.database.connect();
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("select count(*) from journal");
      dropping = CompletableFuture.supplyAsync(this::interruptedDrop);
      await()
          .until(
              () -> db.text("select count(*) from pg_inherits where inhdetachpending").equals("1"));
      append(Rows.authorized(0, 3, "acme", "q", Rows.MARCH_1 + Rows.DAY));
      db.execute(
          "select pg_terminate_backend(pid) from pg_stat_activity"
              + " where datname = current_database() and query like 'alter table journal detach%'");
      assertThat(dropping.get(30, TimeUnit.SECONDS)).isPresent();
      reader.rollback();
    }
    assertThat(drop()).isEqualTo(1);
    assertThat(days()).containsExactly(DAY.plusDays(1));
  }

  @Test
  void aDayThatWasDetachedAndNotDroppedIsDroppedByTheNextRound() throws SQLException {
    db.execute("comment on table journal_20260301 is 'Being dropped by authorize-service'");
    db.execute("alter table journal detach partition journal_20260301 concurrently");
    db.execute("create table journal_20250101 (like journal)");
    assertThat(drop()).isEqualTo(1);
    assertThat(db.text("select to_regclass('journal_20260301')")).isEqualTo("null");
    assertThat(db.text("select to_regclass('journal_20250101')"))
        .as("a table that somebody else detached stays")
        .isEqualTo("journal_20250101");
    assertThat(days()).containsExactly(DAY.plusDays(1));
    assertThat(drop()).isZero();
  }

  private Optional<SQLException> interruptedDrop() {
    try {
      drop();
      return Optional.empty();
    } catch (SQLException e) {
      return Optional.of(e);
    }
  }

  @Test
  void upkeepMakesDaysAheadIndexesTheOldOnesAndDropsWhatHasPassed() throws SQLException {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    append(
        Rows.authorized(
            0,
            3,
            "acme",
            "young",
            today.minusDays(2).atTime(9, 0).toEpochSecond(ZoneOffset.UTC) * 1_000_000));
    upkeep(null);
    assertThat(days()).contains(today, today.plusDays(2)).doesNotContain(today.plusDays(3));
    assertThat(indexed()).containsExactly(DAY, DAY.plusDays(1));
    upkeep(null);
    assertThat(db.store.find(new ClientOrderId("p"), null, today, 2)).hasSize(1);
    double late = db.count("authorize.journal.partitions.late");
    append(
        Rows.authorized(
            0, 4, "acme", "r", today.atTime(0, 0).toEpochSecond(ZoneOffset.UTC) * 1_000_000));
    assertThat(db.count("authorize.journal.partitions.late")).isEqualTo(late);
    upkeep(Period.ofDays(3));
    assertThat(days()).doesNotContain(DAY).contains(DAY.plusDays(1));
    assertThat(db.count("authorize.journal.upkeep.failures")).isZero();
  }

  /// For the database it is a day later than for the process: that of one of them was set.
  @Test
  void aDatabaseWhoseClockRunsAheadDropsNoDayThatIsStillToBeKept() throws SQLException {
    Instant now = Instant.now();
    long days = ChronoUnit.DAYS.between(DAY, LocalDate.ofInstant(now, ZoneOffset.UTC));
    upkeep(Period.ofDays(Math.toIntExact(days) - 1), () -> now.minus(Duration.ofDays(1)));
    assertThat(days()).contains(DAY);
    upkeep(Period.ofDays(Math.toIntExact(days) - 1), () -> now);
    assertThat(days()).doesNotContain(DAY).contains(DAY.plusDays(1));
  }

  @Test
  void partitionsAreMadeWhileAGroupIsBeingWritten() throws Exception {
    try (Connection writer = db.database.connect();
        Statement statement = writer.createStatement()) {
      writer.setAutoCommit(false);
      statement.execute(
          "insert into journal select 3, 0, day, epoch, kind, recorded_at,"
              + " client_id, client_order_id, order_sequence, body from journal where sequence = 2");
      try (Connection maker = db.reads.getConnection()) {
        JournalPartitions.make(maker, List.of(TODAY, TODAY.plusDays(1), DAY));
      }
      append(Rows.authorized(0, 3, "acme", "q", Rows.MARCH_1 + Rows.DAY));
      writer.rollback();
    }
    assertThat(days()).containsExactly(DAY, DAY.plusDays(1), TODAY, TODAY.plusDays(1));
  }

  private void upkeep(@Nullable Period kept) throws SQLException {
    upkeep(kept, InstantSource.system());
  }

  private void upkeep(@Nullable Period kept, InstantSource clock) throws SQLException {
    try (var upkeep =
        new JournalUpkeep(db.reads, Period.ofDays(3), kept, db.meters, SteadyTime.of(clock))) {
      upkeep.run();
    }
  }

  private List<LocalDate> indexed() throws SQLException {
    try (Connection connection = db.reads.getConnection()) {
      List<LocalDate> indexed = new ArrayList<>();
      JournalPartitions.all(connection)
          .forEach((day, standing) -> {
            if (standing.indexed()) {
              indexed.add(day);
            }
          });
      return indexed;
    }
  }

  private List<LocalDate> days() throws SQLException {
    try (Connection connection = db.reads.getConnection()) {
      return List.copyOf(JournalPartitions.all(connection).keySet());
    }
  }

  private Optional<Floor> keptBy(JournalRetention by) throws SQLException {
    try (Connection connection = db.reads.getConnection()) {
      return by.keptBy(connection, DAY, TODAY);
    }
  }

  private int drop() throws SQLException {
    try (Connection connection = db.reads.getConnection()) {
      return retention.dropPassed(connection, TODAY);
    }
  }

  private void append(JournalRow... rows) {
    assertThat(db.append(Rows.pending(1, rows))).isInstanceOf(Appended.Written.class);
  }

  private void snapshot(int lane, long sequence, BookSnapshot book) throws SQLException {
    assertThat(db.snapshots.write(lane, 1, new LaneSnapshot(sequence, 1, book, List.of())))
        .isTrue();
  }

  private void relayed(long... sequences) throws SQLException {
    var cursors = new CursorStore(db.reads);
    cursors.write(
        Arrays.stream(sequences).mapToObj(s -> new Cursor(s, s)).toArray(Cursor[]::new),
        Map.of(),
        cursors.life());
  }
}
