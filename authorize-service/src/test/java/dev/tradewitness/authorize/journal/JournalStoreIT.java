package dev.tradewitness.authorize.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.authorize.exposure.ExecType;
import dev.tradewitness.authorize.journal.JournalRow.Decided;
import dev.tradewitness.authorize.journal.JournalRow.Reported;
import dev.tradewitness.authorize.journal.JournalStore.Appended;
import dev.tradewitness.authorize.journal.JournalStore.Appended.Fenced;
import dev.tradewitness.authorize.journal.JournalStore.Appended.NotSent;
import dev.tradewitness.authorize.journal.JournalStore.Appended.Unknown;
import dev.tradewitness.authorize.journal.JournalStore.Appended.Written;
import dev.tradewitness.authorize.journal.JournalStore.DecisionId;
import dev.tradewitness.authorize.journal.LeaseStore.Lease;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.testservers.Servers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalStoreIT {

  private static final LocalDate DAY = LocalDate.of(2026, 3, 1);

  private final JournalDatabase db;

  JournalStoreIT() throws SQLException {
    db = JournalDatabase.withDays(DAY, 0, 1, 2, 3, 30, 31, 40, 80, 150, 400);
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void rowsOfSeveralLanesAndDaysComeBackAsTheyWereWritten() throws SQLException {
    db.held();
    List<JournalRow> written = new ArrayList<>();
    // Far enough apart that reading takes several spans.
    for (int day : new int[] {0, 1, 30, 31, 150}) {
      long at = Rows.MARCH_1 + day * Rows.DAY;
      int sequence = written.size();
      Decided order = Rows.authorized(1, sequence, "acme", "o-" + day, at);
      List<JournalRow> rows =
          List.of(
              order,
              Rows.blocked(1, sequence + 1, "zeta", "o-" + day, at),
              Rows.filled(order, sequence + 2, "e", at),
              Rows.closed(order, sequence + 3, ExecType.CANCELED, at));
      assertWritten(rows.toArray(JournalRow[]::new));
      assertWritten(Rows.authorized(3, day, "other", "x", at));
      written.addAll(rows);
    }
    assertThat(rows(1, 0)).isEqualTo(written);
    assertThat(rows(1, 7)).isEqualTo(written.subList(7, 20));
    assertThat(rows(1, 20)).isEmpty();
    assertThat(rows(0, 0)).isEmpty();
    assertThat(db.store.decisions(1, 1, 4))
        .extracting(stored -> stored.row().sequence())
        .containsExactly(1L, 4L, 5L, 8L);
    assertThat(db.store.decisions(1, 16, 4))
        .first()
        .satisfies(stored -> {
          assertThat(stored.row()).isEqualTo(written.get(16));
          assertThat(stored.body()).isEqualTo(JournalBody.of(written.get(16)));
        });
  }

  @Test
  void anOrdersReportsAndItsDecisionAreFoundByNumber() throws SQLException {
    db.held();
    Decided order = Rows.authorized(0, 0, "acme", "o", Rows.MARCH_1);
    Reported fill = Rows.filled(order, 1, "e-1", Rows.MARCH_1);
    Reported late = Rows.filled(order, 3, "e-2", Rows.MARCH_1 + 40 * Rows.DAY);
    assertWritten(order, fill, Rows.authorized(0, 2, "acme", "p", Rows.MARCH_1));
    assertWritten(late);
    assertThat(db.store.after(0, 0)).containsExactly(fill, late);
    assertThat(db.store.after(0, 2)).isEmpty();
    assertThat(db.store.decision(0, 0)).isEqualTo(order);
    assertThat(db.store.decision(0, 1)).as("a report is not a decision").isNull();
    assertThat(db.store.decision(1, 0)).isNull();
  }

  @Test
  void ofAnOrdersReportsNoneIsReadBehindTheOneThatIsWanted() throws SQLException {
    db.held();
    Decided order = Rows.authorized(0, 0, "acme", "o", Rows.MARCH_1);
    List<JournalRow> fills = new ArrayList<>();
    for (int i = 1; i <= 9; i++) {
      // The last three on a day that is in another span.
      long at = Rows.MARCH_1 + (i < 7 ? 0 : 40 * Rows.DAY);
      fills.add(Rows.filled(order, i, "e-" + i, at));
    }
    assertWritten(order);
    assertWritten(fills.subList(0, 6).toArray(JournalRow[]::new));
    assertWritten(fills.subList(6, 9).toArray(JournalRow[]::new));
    for (int wanted : new int[] {1, 3, 8}) {
      List<JournalRow> read = new ArrayList<>();
      JournalRow found =
          db.store.firstAfter(
              0,
              0,
              row -> {
                read.add(row);
                return row.sequence() == wanted;
              });
      assertThat(found).isEqualTo(fills.get(wanted - 1));
      assertThat(read).isEqualTo(fills.subList(0, wanted));
    }
    assertThat(db.store.firstAfter(0, 0, row -> false)).isNull();
  }

  @Test
  void decisionsAreFoundByTheirIdsUpToADay() throws SQLException {
    db.held();
    Decided first = Rows.authorized(0, 0, "acme", "o", Rows.MARCH_1);
    Decided others = Rows.blocked(1, 0, "zeta", "o", Rows.MARCH_1 + 40 * Rows.DAY);
    Decided newest = Rows.authorized(0, 1, "acme", "o", Rows.MARCH_1 + 80 * Rows.DAY);
    assertWritten(first, others, newest);
    var id = new ClientOrderId("o");
    assertThat(db.store.find(id, null, DAY.plusDays(81), 9)).containsExactly(newest, others, first);
    assertThat(db.store.find(id, null, DAY.plusDays(80), 9)).containsExactly(others, first);
    assertThat(db.store.find(id, null, DAY.plusDays(81), 2)).containsExactly(newest, others);
    assertThat(db.store.find(id, new ClientId("acme"), DAY.plusDays(41), 9)).containsExactly(first);
    assertThat(db.store.find(new ClientOrderId("p"), null, DAY.plusDays(81), 9)).isEmpty();
    assertThat(db.store.find(id, null, DAY, 9)).isEmpty();
  }

  @Test
  void theNewestDecisionsAreReadAsLongAsTheyAreWanted() throws SQLException {
    db.held();
    Decided first = Rows.authorized(0, 0, "acme", "a", Rows.MARCH_1);
    Decided second = Rows.authorized(0, 1, "acme", "b", Rows.MARCH_1 + 40 * Rows.DAY);
    Reported fill = Rows.filled(second, 2, "e", Rows.MARCH_1 + 40 * Rows.DAY);
    Decided third = Rows.blocked(0, 3, "b", "c", Rows.MARCH_1 + 40 * Rows.DAY);
    Decided last = Rows.authorized(0, 4, "b", "d", Rows.MARCH_1 + 40 * Rows.DAY);
    assertWritten(first, second, fill, third, last);
    List<Decided> read = new ArrayList<>();
    db.store.newestBefore(0, DAY, 4, read::add);
    assertThat(read).containsExactly(third, second, first);
    read.clear();
    db.store.newestBefore(0, DAY.plusDays(1), 9, read::add);
    assertThat(read).containsExactly(last, third, second);
    read.clear();
    db.store.newestBefore(
        0,
        DAY,
        5,
        row -> {
          read.add(row);
          return row.sequence() > 3;
        });
    assertThat(read).containsExactly(last, third);
    read.clear();
    db.store.newestBefore(0, DAY, 0, read::add);
    db.store.newestBefore(1, DAY, 9, read::add);
    assertThat(read).isEmpty();
  }

  @Test
  void theNewestDecisionsAreReadInPages() throws SQLException {
    db.held();
    for (int from = 0; from < 1_200; from += 200) {
      Decided[] rows = new Decided[200];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = Rows.blocked(0, from + i, "acme", "o" + (from + i), Rows.MARCH_1);
      }
      assertWritten(rows);
    }
    List<Long> read = new ArrayList<>();
    db.store.newestBefore(0, DAY, 1_100, row -> read.add(row.sequence()));
    assertThat(read)
        .hasSize(1_100)
        .startsWith(1_099L, 1_098L)
        .endsWith(1L, 0L)
        .doesNotHaveDuplicates();
  }

  @Test
  void theIdsOfTheWindowComeWithTheirDays() throws SQLException {
    db.held();
    Decided first = Rows.authorized(0, 0, "acme", "old", Rows.MARCH_1);
    Decided second = Rows.authorized(0, 1, "acme", "a", Rows.MARCH_1 + Rows.DAY);
    Reported fill = Rows.filled(second, 2, "e", Rows.MARCH_1 + Rows.DAY);
    assertWritten(first, second, fill, Rows.blocked(0, 3, "b", "b", Rows.MARCH_1 + 2 * Rows.DAY));
    List<DecisionId> ids = new ArrayList<>();
    db.store.forEachDecisionId(0, DAY.plusDays(1), 4, ids::add);
    assertThat(ids)
        .containsExactly(
            new DecisionId(1, DAY.plusDays(1), "acme", "a"),
            new DecisionId(3, DAY.plusDays(2), "b", "b"));
    ids.clear();
    db.store.forEachDecisionId(0, DAY.plusDays(1), 3, ids::add);
    assertThat(ids).hasSize(1);
  }

  @Test
  void underAStaleEpochOfOneLaneNothingOfTheGroupIsWritten() throws SQLException {
    Lease first = db.held();
    Lease second = Objects.requireNonNull(db.leases("one").acquire(List.of(1, 2)));
    Decided held = Rows.authorized(1, 0, "acme", "o", Rows.MARCH_1);
    Decided other = Rows.authorized(2, 0, "acme", "o", Rows.MARCH_1);
    List<Pending> group = new ArrayList<>(Rows.pending(second.epoch(1), held));
    group.addAll(Rows.pending(first.epoch(2), other));
    assertThat(db.store.append(group, second)).as("epochs differ").isInstanceOf(Fenced.class);
    assertThat(db.store.append(Rows.pending(first.epoch(1), held), first))
        .as("the tenure is over")
        .isInstanceOf(Fenced.class);
    assertThat(db.store.append(Rows.pending(1, Rows.blocked(3, 0, "a", "o", 0)), second))
        .as("a lane that is not in the lease")
        .isInstanceOf(Fenced.class);
    assertThat(db.store.heads(JournalDatabase.LANES)).containsOnly(0);
    assertThat(db.store.append(Rows.pending(second.epoch(1), held, other), second))
        .isInstanceOf(Written.class);
    assertThat(db.store.heads(JournalDatabase.LANES)).containsExactly(0, 1, 1, 0);
  }

  @Test
  void whoTakesOneLaneOverStopsEveryInsertOfTheFormerOwner() throws SQLException {
    Lease first = db.held();
    db.execute("update lane_lease set until = '-infinity' where lane = 3");
    Objects.requireNonNull(db.leases("two").acquire(List.of(3)));
    Decided row = Rows.authorized(1, 0, "acme", "o", Rows.MARCH_1);
    assertThat(db.append(Rows.pending(first.epoch(1), row))).isInstanceOf(Fenced.class);
    assertThat(db.leases("one").renew(first)).isNull();
  }

  @Test
  void aNewOwnerWaitsForAnInsertUnderWay() throws Exception {
    db.held();
    db.leases("one").release();
    CompletableFuture<@Nullable Lease> taking;
    try (Connection underWay = db.critical.getConnection();
        Statement share = underWay.createStatement()) {
      underWay.setAutoCommit(false);
      share.execute("select from lane_owner where owner = 'one' for share");
      taking =
          CompletableFuture.supplyAsync(() -> {
            try {
              return db.leases("two").acquire(JournalDatabase.LANES);
            } catch (SQLException e) {
              throw new IllegalStateException(e);
            }
          });
      await()
          .until(() ->
              db.text("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
                  .equals("1"));
      assertThat(taking).isNotDone();
      underWay.commit();
    }
    Lease second = Objects.requireNonNull(taking.get(10, TimeUnit.SECONDS));
    assertThat(db.text("select string_agg(owner || tenure, ' ') from lane_owner"))
        .isEqualTo("two" + second.tenure());
  }

  @Test
  void aNumberThatIsTakenMeansAnotherOwner() throws SQLException {
    db.held();
    assertWritten(Rows.authorized(0, 0, "acme", "o", Rows.MARCH_1));
    assertThat(db.append(Rows.pending(1, Rows.authorized(0, 0, "b", "p", Rows.MARCH_1))))
        .isInstanceOf(Fenced.class);
    assertWritten(Rows.authorized(0, 1, "acme", "p", Rows.MARCH_1));
  }

  @Test
  void aRowIsThereOnlyIfItWasWrittenUnderItsOwnEpoch() throws SQLException {
    db.held();
    Decided row = Rows.authorized(0, 0, "acme", "o", Rows.MARCH_1);
    Pending ours = Rows.pending(1, row).getFirst();
    assertThat(db.store.has(ours)).isFalse();
    assertWritten(row);
    assertThat(db.store.has(ours)).isTrue();
    assertThat(db.store.has(Rows.pending(2, row).getFirst()))
        .as("another owner used the number")
        .isFalse();
  }

  @Test
  void aPartitionThatWasNotMadeAheadIsMadeAndTheGroupIsWrittenOnce() throws SQLException {
    db.held();
    assertThat(db.count("authorize.journal.partitions.late")).isZero();
    assertWritten(
        Rows.authorized(0, 0, "acme", "o", today(-2)),
        Rows.authorized(0, 1, "acme", "p", today(2)));
    assertWritten(Rows.authorized(0, 2, "acme", "q", today(2)));
    assertThat(db.count("authorize.journal.partitions.late")).isEqualTo(1);
    assertThat(rows(0, 0)).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {-3, 3, 400})
  void aRowFarFromTheDatabasesDateIsNotWrittenAndLeavesNoTrace(int days) throws SQLException {
    db.held();
    Decided far = Rows.authorized(0, 0, "acme", "o", today(days));
    assertThat(db.append(Rows.pending(1, far)))
        .isInstanceOfSatisfying(
            Appended.NotSent.class,
            notSent ->
                assertThat(notSent.cause())
                    .isInstanceOf(JournalDayRefusedException.class)
                    .hasMessageContaining("compare the clocks"));
    assertThat(db.count("authorize.journal.days.refused")).isEqualTo(1);
    assertThat(db.text("select count(*) from journal")).isEqualTo("0");
    assertThat(db.store.heads(JournalDatabase.LANES)).containsOnly(0);
    assertWritten(Rows.authorized(0, 0, "acme", "o", today(0)));
    assertThat(db.text("select day = (now() at time zone 'UTC')::date from journal"))
        .as("once the clock is right the lane goes on in its day")
        .isEqualTo("t");
  }

  private static long today(int daysAfter) {
    return LocalDate.now(ZoneOffset.UTC)
            .plusDays(daysAfter)
            .atTime(12, 0)
            .toEpochSecond(ZoneOffset.UTC)
        * 1_000_000;
  }

  @Test
  void aClockThatGoesBackLeavesTheLaneInItsDay() throws SQLException {
    Lease lease = db.held();
    assertWritten(Rows.authorized(0, 0, "acme", "o", Rows.MARCH_1 + 3 * Rows.DAY));
    assertWritten(Rows.authorized(0, 1, "acme", "p", Rows.MARCH_1));
    assertWritten(Rows.authorized(1, 0, "zeta", "p", Rows.MARCH_1));
    assertThat(
            db.text(
                "select string_agg(day::text, ' ' order by sequence) from journal where lane = 0"))
        .isEqualTo("2026-03-04 2026-03-04");
    try (var next = new JournalStore(db.critical, db.reads, db.lookups, db.meters)) {
      assertThat(next.heads(JournalDatabase.LANES)).containsExactly(2, 1, 0, 0);
      next.append(Rows.pending(1, Rows.authorized(0, 2, "acme", "q", Rows.MARCH_1)), lease);
      next.append(Rows.pending(1, Rows.authorized(1, 1, "zeta", "q", Rows.MARCH_1)), lease);
    }
    assertThat(db.text("select day from journal where lane = 0 and sequence = 2"))
        .as("also when another process goes on")
        .isEqualTo("2026-03-04");
    assertThat(db.text("select day from journal where lane = 1 and sequence = 1"))
        .isEqualTo("2026-03-01");
  }

  @Test
  void headsAreFoundHoweverOldTheyAre() throws SQLException {
    db.held();
    assertWritten(Rows.authorized(0, 0, "acme", "o", Rows.MARCH_1));
    assertWritten(Rows.authorized(1, 4, "zeta", "o", Rows.MARCH_1 + 40 * Rows.DAY));
    assertWritten(Rows.authorized(2, 8, "beta", "o", Rows.MARCH_1 + 400 * Rows.DAY));
    assertThat(db.store.heads(JournalDatabase.LANES)).containsExactly(1, 5, 9, 0);
  }

  @Test
  void aMissingRowStopsTheReplay() throws SQLException {
    db.held();
    for (int i = 0; i < 4; i++) {
      assertWritten(Rows.authorized(0, i, "acme", "o-" + i, Rows.MARCH_1));
    }
    db.execute("delete from journal where sequence = 2");
    assertThatThrownBy(() -> rows(0, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("journal of lane 0: expected row 2, found 3");
    assertThat(rows(0, 3)).hasSize(1);
  }

  @Test
  void lookUpsThatTakeAllTheirConnectionsHoldUpNeitherTheAppendNorARecovery() throws SQLException {
    db.held();
    List<Connection> taken = new ArrayList<>();
    try {
      for (int i = 0; i < db.lookups.getMaximumPoolSize(); i++) {
        taken.add(db.lookups.getConnection());
      }
      Decided order = Rows.authorized(0, 0, "acme", "o", Rows.MARCH_1);
      assertWritten(order);
      assertThat(db.store.heads(JournalDatabase.LANES)[0]).isEqualTo(1);
      assertThat(rows(0, 0)).containsExactly(order);
      assertThat(db.store.decisions(0, 0, 9)).hasSize(1);
      assertThatThrownBy(() -> db.store.decision(0, 0)).isInstanceOf(SQLException.class);
    } finally {
      for (Connection connection : taken) {
        connection.close();
      }
    }
  }

  @Test
  void whileTheServerIsAwayNothingIsSentAndAfterwardsTheWriterConnectsAgain() throws Exception {
    db.held();
    assertWritten(Rows.authorized(0, 0, "acme", "o", Rows.MARCH_1));
    Decided next = Rows.authorized(0, 1, "acme", "p", Rows.MARCH_1);
    Servers.postgres().kill();
    try {
      Thread.sleep(600);
      assertThat(db.append(Rows.pending(1, next))).isInstanceOf(NotSent.class);
    } finally {
      Servers.postgres().start();
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> db.append(Rows.pending(1, next)) instanceof Written);
    assertThat(rows(0, 0)).hasSize(2);
  }

  @Test
  void aConnectionThatDiesUnderTheGroupLeavesItsFateUnknown() throws Exception {
    db.held();
    assertWritten(Rows.authorized(0, 0, "acme", "o", Rows.MARCH_1));
    Decided next = Rows.authorized(0, 1, "acme", "p", Rows.MARCH_1);
    CompletableFuture<Appended> outcome;
    try (Connection blocker = db.database.connect();
        var statement = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      statement.execute("select from lane_owner for update");
      outcome = CompletableFuture.supplyAsync(() -> db.append(Rows.pending(1, next)));
      await().until(() -> !db.text(WAITING).equals("0"));
      db.execute("select pg_terminate_backend(pid) from (" + WAITING_PIDS + ") w");
      assertThat(outcome.get(30, TimeUnit.SECONDS)).isInstanceOf(Unknown.class);
      blocker.rollback();
    }
    assertThat(db.store.has(Rows.pending(1, next).getFirst())).isFalse();
    assertWritten(next);
  }

  private static final String WAITING_PIDS =
      "select pid from pg_stat_activity where datname = current_database()"
          + " and wait_event_type = 'Lock'";
  private static final String WAITING = "select count(*) from (" + WAITING_PIDS + ") w";

  private void assertWritten(JournalRow... rows) {
    assertThat(db.append(Rows.pending(1, rows))).isInstanceOf(Written.class);
  }

  private List<JournalRow> rows(int lane, long from) throws SQLException {
    List<JournalRow> rows = new ArrayList<>();
    db.store.forEach(lane, from, rows::add);
    return rows;
  }
}
