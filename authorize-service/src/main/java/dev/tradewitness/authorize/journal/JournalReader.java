package dev.tradewitness.authorize.journal;

import dev.tradewitness.authorize.journal.JournalRow.Decided;
import dev.tradewitness.authorize.journal.JournalScan.RowReader;
import dev.tradewitness.authorize.journal.JournalStore.DecisionId;
import dev.tradewitness.authorize.journal.JournalStore.StoredDecision;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The reading half of [JournalStore].
final class JournalReader {

  private static final String IS_DECISION = " and kind = '" + JournalInsert.DECISION + "'";

  private static final String AFTER = "lane = ? and order_sequence = ? order by sequence";

  private static final String NEWEST_DECISION = IS_DECISION + " order by day desc, sequence desc";

  /// So few rows of a lane are read from the end of the index.
  private static final int NEWEST_PAGE = 512;

  private static final int NEWEST_PAGES_MAX = 128;

  private final DataSource database;

  JournalReader(DataSource database) {
    this.database = database;
  }

  /// What is done with a scan in one transaction.
  @FunctionalInterface
  private interface Reading {
    void with(JournalScan scan) throws SQLException;
  }

  private void read(Reading reading) throws SQLException {
    try (Connection connection = database.getConnection()) {
      // Outside auto-commit the driver fetches in portions instead of all rows at once.
      connection.setAutoCommit(false);
      reading.with(new JournalScan(connection));
      connection.commit();
    }
  }

  void forEach(int lane, long from, Consumer<JournalRow> each) throws SQLException {
    long[] next = {from};
    inOrder(
        lane,
        from,
        "lane = ? and sequence >= ? order by sequence",
        JournalScan::row,
        row -> {
          if (row.sequence() != next[0]) {
            throw new IllegalStateException(
                "journal of lane %d: expected row %d, found %d"
                    .formatted(lane, next[0], row.sequence()));
          }
          next[0]++;
          each.accept(row);
        });
  }

  List<JournalRow> after(int lane, long orderSequence) throws SQLException {
    var found = new ArrayList<JournalRow>();
    inOrder(lane, orderSequence, AFTER, JournalScan::after, found::add);
    return found;
  }

  @Nullable JournalRow firstAfter(int lane, long orderSequence, Predicate<JournalRow> isWanted)
      throws SQLException {
    var found = new ArrayList<JournalRow>(1);
    read(scan -> {
      for (JournalSpan span : scan.spans(lane, orderSequence)) {
        JournalRow row =
            scan.first(
                JournalScan.COLUMNS,
                AFTER,
                span,
                List.of(lane, orderSequence),
                JournalScan::after,
                isWanted);
        if (row != null) {
          found.add(row);
          return;
        }
      }
    });
    return found.isEmpty() ? null : found.getFirst();
  }

  private <T> void inOrder(
      int lane,
      long from,
      String condition,
      RowReader<? extends T> reader,
      Consumer<? super T> each)
      throws SQLException {
    read(scan -> {
      for (JournalSpan span : scan.spans(lane, from)) {
        scan.forEach(JournalScan.COLUMNS, condition, span, List.of(lane, from), reader, each);
      }
    });
  }

  List<StoredDecision> decisions(int lane, long from, int limit) throws SQLException {
    var found = new ArrayList<StoredDecision>();
    read(scan -> {
      for (JournalSpan span : scan.spans(lane, from)) {
        scan.forEach(
            JournalScan.COLUMNS,
            "lane = ? and sequence >= ?" + IS_DECISION + " order by sequence limit ?",
            span,
            List.of(lane, from, limit - found.size()),
            rs -> new StoredDecision(JournalScan.decided(rs), rs.getBytes(5)),
            found::add);
        if (found.size() >= limit) {
          break;
        }
      }
    });
    return found;
  }

  /// @param goOn false ends it
  void newestBefore(int lane, LocalDate fromDay, long below, Predicate<Decided> goOn)
      throws SQLException {
    read(scan -> {
      var page = new NewestPage(below, goOn);
      for (int pages = 0; page.goesOn && pages < NEWEST_PAGES_MAX; pages++) {
        page.rows = 0;
        scan.forEach(
            JournalScan.COLUMNS,
            "lane = ? and sequence < ?" + IS_DECISION + " order by sequence desc limit ?",
            new JournalSpan(fromDay, null),
            List.of(lane, page.below, NEWEST_PAGE),
            JournalScan::decided,
            page::take);
        page.goesOn &= page.rows == NEWEST_PAGE;
      }
    });
  }

  private static final class NewestPage {
    private final Predicate<Decided> goOn;
    private long below;
    private int rows;
    private boolean goesOn = true;

    NewestPage(long below, Predicate<Decided> goOn) {
      this.below = below;
      this.goOn = goOn;
    }

    void take(Decided row) {
      rows++;
      below = row.sequence();
      goesOn = goesOn && goOn.test(row);
    }
  }

  void forEachDecisionId(int lane, LocalDate fromDay, long below, Consumer<DecisionId> each)
      throws SQLException {
    read(scan ->
        scan.forEach(
            "sequence, day, client_id, client_order_id",
            "lane = ? and sequence < ?" + IS_DECISION + " order by sequence",
            new JournalSpan(fromDay, null),
            List.of(lane, below),
            rs ->
                new DecisionId(
                    rs.getLong(1),
                    rs.getObject(2, LocalDate.class),
                    rs.getString(3),
                    rs.getString(4)),
            each));
  }

  @Nullable Decided decision(int lane, long sequence) throws SQLException {
    return first(
        newestFirst(
            null, null, "lane = ? and sequence = ?" + IS_DECISION, List.of(lane, sequence), 1));
  }

  private static @Nullable Decided first(List<Decided> found) {
    return found.isEmpty() ? null : found.getFirst();
  }

  @Nullable Decided findSince(ClientOrderId id, ClientId client, LocalDate from)
      throws SQLException {
    return first(
        newestFirst(
            from,
            null,
            "client_order_id = ? and client_id = ?" + NEWEST_DECISION,
            List.of(id.value(), client.value()),
            1));
  }

  @Nullable Decided findOther(ClientOrderId id, @Nullable ClientId known, @Nullable LocalDate below)
      throws SQLException {
    return first(
        newestFirst(
            null,
            below,
            "client_order_id = ?" + (known == null ? "" : " and client_id <> ?") + NEWEST_DECISION,
            known == null ? List.of(id.value()) : List.of(id.value(), known.value()),
            1));
  }

  List<Decided> find(
      ClientOrderId id, @Nullable ClientId client, @Nullable LocalDate below, int limit)
      throws SQLException {
    return newestFirst(
        null,
        below,
        "client_order_id = ?" + (client == null ? "" : " and client_id = ?") + NEWEST_DECISION,
        client == null ? List.of(id.value()) : List.of(id.value(), client.value()),
        limit);
  }

  private List<Decided> newestFirst(
      @Nullable LocalDate from,
      @Nullable LocalDate below,
      String condition,
      List<?> parameters,
      int limit)
      throws SQLException {
    var found = new ArrayList<Decided>();
    read(scan -> {
      for (JournalSpan all : scan.newestFirst()) {
        JournalSpan span = all.between(from, below);
        if (span != null && found.size() < limit) {
          scan.forEach(
              JournalScan.COLUMNS,
              condition + " limit " + (limit - found.size()),
              span,
              parameters,
              JournalScan::decided,
              found::add);
        }
      }
    });
    return found;
  }
}
