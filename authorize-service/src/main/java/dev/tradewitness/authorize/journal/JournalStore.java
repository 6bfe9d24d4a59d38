package dev.tradewitness.authorize.journal;

import dev.tradewitness.authorize.journal.JournalRow.Decided;
import dev.tradewitness.authorize.journal.LeaseStore.Lease;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The journal in PostgreSQL: rows by lane and number, in partitions by day.
///
/// Three kinds of work have connections of their own: the committer, the recovery with the relay,
/// and look-ups of single orders. So many look-ups hold up neither of the others.
public final class JournalStore implements AutoCloseable {

  /// What became of a group of rows.
  public sealed interface Appended {
    record Written() implements Appended {}

    /// Certainly not written.
    record NotSent(Exception cause) implements Appended {}

    /// Whether it was written is not known until the journal is read again.
    record Unknown(Exception cause) implements Appended {}

    /// Another owner holds the lanes; nothing was written.
    record Fenced() implements Appended {}
  }

  /// A decision as stored.
  ///
  /// @param body what `authorize.decisions` carries, as written by [JournalBody]
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  public record StoredDecision(Decided row, byte[] body) {}

  /// @param sequence of the decision in its lane's journal
  /// @param day under which it is stored
  public record DecisionId(long sequence, LocalDate day, String clientId, String clientOrderId) {}

  private final DataSource critical;
  private final JournalMeters meters;
  private final LaneDays newest = new LaneDays();
  private final JournalWriter writer;
  private final JournalReader recovery;
  private final JournalReader lookups;

  /// @param critical connections for what orders wait for
  /// @param recovery connections for reading lanes, and for the relay
  /// @param lookups connections for reading single orders
  public JournalStore(
      DataSource critical, DataSource recovery, DataSource lookups, JournalMeters meters) {
    this.critical = critical;
    this.meters = meters;
    this.recovery = new JournalReader(recovery);
    this.lookups = new JournalReader(lookups);
    this.writer = new JournalWriter(critical, newest, meters);
  }

  /// Writes all rows in one transaction, or none: none when the lease's tenure is over, or when a
  /// row was made under another epoch than the lease's. Called by one thread at a time.
  Appended append(List<Pending> rows, Lease lease) {
    Appended appended = writer.append(rows, lease);
    if (appended instanceof Appended.NotSent(JournalDayRefusedException e)) {
      meters.dayRefused();
    }
    return appended;
  }

  /// The next free number of each lane. To be asked by a new owner before its first append, and
  /// after an append that failed.
  public long[] heads(int lanes) throws SQLException {
    long[] heads = new long[lanes];
    newest.clear();
    try (Connection connection = critical.getConnection()) {
      int found = 0;
      for (JournalSpan span : JournalSpan.newestFirst(connection)) {
        found += heads(connection, span, heads);
        if (found == lanes) {
          break;
        }
      }
    }
    return heads;
  }

  /// Fills in the lanes that have rows in the span and had none in a newer one.
  private int heads(Connection connection, JournalSpan span, long[] heads) throws SQLException {
    int found = 0;
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select l, head.sequence, head.day - date '1970-01-01'
            from generate_series(0, ? - 1) l
            cross join lateral (
              select sequence, day from journal where lane = l and %s
              order by sequence desc limit 1
            ) head\
            """
                .formatted(span.sql()))) {
      select.setInt(1, heads.length);
      try (ResultSet rs = select.executeQuery()) {
        while (rs.next()) {
          int lane = rs.getInt(1);
          if (heads[lane] == 0) {
            heads[lane] = rs.getLong(2) + 1;
            newest.advance(lane, rs.getInt(3));
            found++;
          }
        }
      }
    }
    return found;
  }

  /// True when this very row was written: the row with its number was written under its epoch.
  boolean has(Pending row) throws SQLException {
    try (Connection connection = critical.getConnection()) {
      for (JournalSpan span : JournalSpan.newestFirst(connection)) {
        try (PreparedStatement select =
            connection.prepareStatement(
                "select epoch from journal where lane = ? and sequence = ? and " + span.sql())) {
          select.setInt(1, row.row().lane());
          select.setLong(2, row.row().sequence());
          try (ResultSet rs = select.executeQuery()) {
            if (rs.next()) {
              return rs.getLong(1) == row.epoch();
            }
          }
        }
      }
    }
    return false;
  }

  /// The rows of a lane from a number on, in order.
  ///
  /// @throws IllegalStateException when a number is missing: exposure could not be added up
  public void forEach(int lane, long from, Consumer<JournalRow> each) throws SQLException {
    recovery.forEach(lane, from, each);
  }

  /// Decisions of a lane from a number on, in order, at most so many.
  public List<StoredDecision> decisions(int lane, long from, int limit) throws SQLException {
    return recovery.decisions(lane, from, limit);
  }

  /// Number, day, account and id of every decision of a lane from a day on and below a number, in
  /// order.
  public void forEachDecisionId(int lane, LocalDate fromDay, long below, Consumer<DecisionId> each)
      throws SQLException {
    recovery.forEachDecisionId(lane, fromDay, below, each);
  }

  /// Decisions of a lane from a day on and below a number, newest first, as long as they are
  /// wanted, and at most 65,536.
  public void newestBefore(int lane, LocalDate fromDay, long below, Predicate<Decided> goOn)
      throws SQLException {
    recovery.newestBefore(lane, fromDay, below, goOn);
  }

  /// The decision with this journal number, or null.
  public @Nullable Decided decision(int lane, long sequence) throws SQLException {
    return lookups.decision(lane, sequence);
  }

  /// The newest decision about an account's order with this id from a day on, or null. Fast for
  /// days that [JournalUpkeep] has indexed; other days are read whole.
  public @Nullable Decided findSince(ClientOrderId id, ClientId client, LocalDate from)
      throws SQLException {
    return lookups.findSince(id, client, from);
  }

  /// The newest decision about an order with this id that belongs to another account, or null.
  ///
  /// @param known the account; null for none
  /// @param below only decisions of earlier days; null for all
  public @Nullable Decided findOther(
      ClientOrderId id, @Nullable ClientId known, @Nullable LocalDate below) throws SQLException {
    return lookups.findOther(id, known, below);
  }

  /// Decisions about orders with this id whose day lies before the given one, newest first, at most
  /// so many. Fast for days that [JournalUpkeep] has indexed; other days are read whole.
  ///
  /// @param client whose order; null for any
  /// @param below null for all days
  public List<Decided> find(
      ClientOrderId id, @Nullable ClientId client, @Nullable LocalDate below, int limit)
      throws SQLException {
    return lookups.find(id, client, below, limit);
  }

  /// What the journal has about an order after its decision, in order.
  public List<JournalRow> after(int lane, long orderSequence) throws SQLException {
    return lookups.after(lane, orderSequence);
  }

  /// The first such row that the journal has about an order after its decision, or null. Rows
  /// behind it are not looked at.
  public @Nullable JournalRow firstAfter(
      int lane, long orderSequence, Predicate<JournalRow> isWanted) throws SQLException {
    return lookups.firstAfter(lane, orderSequence, isWanted);
  }

  /// Gives the writer's connection back.
  @Override
  public void close() {
    writer.close();
  }
}
