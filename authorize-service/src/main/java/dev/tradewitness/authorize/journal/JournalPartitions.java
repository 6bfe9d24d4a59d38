package dev.tradewitness.authorize.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The journal's partitions, one per UTC day. The only class that knows their names.
///
/// There is no default partition: a row without a partition is refused as a whole group, and
/// [JournalWriter] then makes the partition. So no row can stand outside its day, and a day can be
/// dropped without stopping the insert.
final class JournalPartitions {

  /// How a partition stands.
  ///
  /// @param indexed its decisions can be found by their client order id
  /// @param detaching its drop was begun and not ended
  record Standing(boolean indexed, boolean detaching) {}

  private static final String PREFIX = "journal_";
  private static final String IDS = "_ids";

  // Said of a day before its partition is detached. A table with this comment that is no partition
  // any more is what an interrupted drop left.
  private static final String DROPPING = "Being dropped by authorize-service";

  /// Days between the database's date and a row's. A clock that is further off is wrong, and its
  /// rows would stand in days that retention, recovery and the idempotency window misjudge.
  private static final int DAYS_OFF_MAX = 2;

  // Names this kind of change among advisory locks: two instances take turns.
  private static final long CHANGE_LOCK = 0x6A6F75726E616CL;

  private JournalPartitions() {}

  static String name(LocalDate day) {
    return PREFIX + DateTimeFormatter.BASIC_ISO_DATE.format(day);
  }

  /// Makes the partitions of rows that are to be written, if they are not there yet.
  ///
  /// @throws JournalDayRefusedException when a day is too far from the database's date; nothing was
  ///   made
  static void create(Connection connection, Collection<LocalDate> days) throws SQLException {
    LocalDate today = today(connection);
    for (LocalDate day : days) {
      if (Math.abs(ChronoUnit.DAYS.between(today, day)) > DAYS_OFF_MAX) {
        throw new JournalDayRefusedException(day, today);
      }
    }
    make(connection, days);
  }

  /// Makes the partitions of today and of the days that rows may already have.
  static void makeAhead(Connection connection) throws SQLException {
    LocalDate today = today(connection);
    make(
        connection,
        Stream.iterate(today, day -> day.plusDays(1)).limit(DAYS_OFF_MAX + 1L).toList());
  }

  /// The database's date in UTC.
  static LocalDate today(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rs = statement.executeQuery("select (now() at time zone 'UTC')::date")) {
      rs.next();
      return rs.getObject(1, LocalDate.class);
    }
  }

  /// Makes the partitions that are not there yet, in one transaction. Waits at most two seconds for
  /// a lock. The insert goes on meanwhile.
  static void make(Connection connection, Collection<LocalDate> days) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("set local lock_timeout to '2s'");
      statement.execute("select pg_advisory_xact_lock(" + CHANGE_LOCK + ")");
      for (LocalDate day : days) {
        if (!exists(statement, name(day))) {
          // Attaching a table that is ready locks the journal against other changes of its
          // partitions only; "create table ... partition of" would lock it against inserts.
          statement.execute("create table %s (like journal including all)".formatted(name(day)));
          statement.execute(
              "alter table journal attach partition %s for values from ('%s') to ('%s')"
                  .formatted(name(day), day, day.plusDays(1)));
        }
      }
      connection.commit();
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private static boolean exists(Statement statement, String table) throws SQLException {
    try (ResultSet rs = statement.executeQuery("select to_regclass('" + table + "') is not null")) {
      rs.next();
      return rs.getBoolean(1);
    }
  }

  /// Every partition, oldest first.
  static SortedMap<LocalDate, Standing> all(Connection connection) throws SQLException {
    var days = new TreeMap<LocalDate, Standing>();
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                select c.relname, i.inhdetachpending, coalesce(x.indisvalid, false)
                from pg_inherits i
                join pg_class c on c.oid = i.inhrelid
                left join pg_class n
                  on n.relname = c.relname || '%s' and n.relnamespace = c.relnamespace
                left join pg_index x on x.indexrelid = n.oid
                where i.inhparent = 'journal'::regclass\
                """
                    .formatted(IDS));
        ResultSet rs = select.executeQuery()) {
      while (rs.next()) {
        days.put(
            LocalDate.parse(
                rs.getString(1).substring(PREFIX.length()), DateTimeFormatter.BASIC_ISO_DATE),
            new Standing(rs.getBoolean(3), rs.getBoolean(2)));
      }
    }
    return days;
  }

  /// Makes a day's decisions findable by their client order id, without stopping the insert. May
  /// take minutes, so the connection must have no time limit.
  static void index(Connection connection, LocalDate day) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // What an interrupted attempt left is not valid.
      statement.execute("drop index concurrently if exists " + name(day) + IDS);
      statement.execute(
          "create index concurrently %s%s on %s (client_order_id, client_id) where kind = '%s'"
              .formatted(name(day), IDS, name(day), JournalInsert.DECISION));
    }
  }

  /// Drops a day with all its rows, without stopping the insert. May wait for readers, so the
  /// connection must have no time limit.
  static void drop(Connection connection, LocalDate day, Standing standing) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("comment on table %s is '%s'".formatted(name(day), DROPPING));
      statement.execute(
          String.format(
              Locale.ROOT,
              "alter table journal detach partition %s %s",
              name(day),
              standing.detaching() ? "finalize" : "concurrently"));
      statement.execute("drop table " + name(day));
    }
  }

  /// Ends drops that were interrupted between detaching and dropping. Tables that somebody else
  /// detached stay.
  ///
  /// @return how many days were dropped
  static int dropDetached(Connection connection) throws SQLException {
    var left = new ArrayList<String>();
    try (PreparedStatement select =
            connection.prepareStatement(
                """
                select c.relname
                from pg_class c join pg_class j on j.relnamespace = c.relnamespace
                where j.oid = 'journal'::regclass and c.relkind = 'r'
                  and c.relname ~ '^%s[0-9]{8}$'
                  and obj_description(c.oid, 'pg_class') = '%s'
                  and not exists (select from pg_inherits i where i.inhrelid = c.oid)\
                """
                    .formatted(PREFIX, DROPPING));
        ResultSet rs = select.executeQuery()) {
      while (rs.next()) {
        left.add(rs.getString(1));
      }
    }
    try (Statement statement = connection.createStatement()) {
      for (String table : left) {
        statement.execute("drop table " + table);
      }
    }
    return left.size();
  }
}
