package dev.tradewitness.authorize.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Who owns the lanes. All lanes of an installation are held together; time is the database's time
/// only. The epoch goes up whenever a writer starts or is in doubt, and every journal insert proves
/// that it is still the current one. (A connection that goes back to the pool uncommitted is rolled
/// back.)
public final class LeaseStore {

  /// A lease as held.
  ///
  /// @param epochs by lane
  /// @param databaseMicros the database's clock when it was taken or renewed
  public record Lease(List<Long> epochs, long databaseMicros) {
    public Lease {
      epochs = List.copyOf(epochs);
    }
  }

  private final DataSource database;
  private final String owner;
  private final int lanes;
  private final Duration life;

  public LeaseStore(DataSource database, String owner, int lanes, Duration life) {
    this.database = database;
    this.owner = owner;
    this.lanes = lanes;
    this.life = life;
  }

  /// Creates the lanes at the very first start.
  ///
  /// @throws IllegalStateException when the installation was made with another number of lanes:
  ///   accounts would change lanes and lose their history
  public void prepare() throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement lock =
              connection.prepareStatement("lock table lane_lease in share row exclusive mode");
          PreparedStatement count = connection.prepareStatement("select count(*) from lane_lease");
          PreparedStatement create =
              connection.prepareStatement(
                  "insert into lane_lease select l, '', 0, timestamptz '-infinity'"
                      + " from generate_series(0, ? - 1) l")) {
        lock.execute();
        int existing;
        try (ResultSet rs = count.executeQuery()) {
          rs.next();
          existing = rs.getInt(1);
        }
        if (existing == 0) {
          create.setInt(1, lanes);
          create.executeUpdate();
        } else if (existing != lanes) {
          throw new IllegalStateException(
              "this journal has %d lanes, the settings say %d".formatted(existing, lanes));
        }
        connection.commit();
      }
    }
  }

  /// Takes all lanes that nobody holds any more, under a new epoch; null while somebody holds one.
  public @Nullable Lease acquire() throws SQLException {
    return take("until < clock_timestamp() or owner = ?", 1, null);
  }

  /// Holds on for another term under the same epoch; null when another owner took over.
  public @Nullable Lease renew(Lease held) throws SQLException {
    return take("owner = ?", 0, held);
  }

  /// Goes to a new epoch. Waits for a transaction of the old one that is still under way, and stops
  /// any that has yet to start; afterwards the journal shows what was written. Null when another
  /// owner took over.
  public @Nullable Lease fence(Lease held) throws SQLException {
    return take("owner = ?", 1, held);
  }

  private @Nullable Lease take(String condition, int step, @Nullable Lease held)
      throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement update = connection.prepareStatement(taking(condition))) {
        update.setString(1, owner);
        update.setString(2, owner);
        update.setInt(3, step);
        update.setLong(4, life.toMillis());
        Lease lease = taken(update);
        if (lease == null || held != null && !follows(held, lease, step)) {
          return null;
        }
        connection.commit();
        return lease;
      }
    }
  }

  // Always locked in lane order, as the journal insert does, so that the two cannot block each
  // other
  // for good.
  private static String taking(String condition) {
    return """
    with mine as materialized (
      select lane from lane_lease
      where %s
      order by lane for update
    )
    update lane_lease l
    set owner = ?, epoch = l.epoch + ?, until = clock_timestamp() + ? * interval '1 millisecond'
    from mine where mine.lane = l.lane
    returning l.lane, l.epoch, (extract(epoch from clock_timestamp()) * 1000000)::bigint
    """
        .formatted(condition);
  }

  private @Nullable Lease taken(PreparedStatement update) throws SQLException {
    Long[] epochs = new Long[lanes];
    long now = 0;
    int rows = 0;
    try (ResultSet rs = update.executeQuery()) {
      while (rs.next()) {
        epochs[rs.getInt(1)] = rs.getLong(2);
        now = Math.max(now, rs.getLong(3));
        rows++;
      }
    }
    return rows == lanes ? new Lease(List.of(epochs), now) : null;
  }

  private static boolean follows(Lease held, Lease taken, int step) {
    for (int lane = 0; lane < held.epochs().size(); lane++) {
      if (taken.epochs().get(lane) != held.epochs().get(lane) + step) {
        return false;
      }
    }
    return true;
  }

  /// Lets the next owner start at once.
  public void release() throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement update =
            connection.prepareStatement(
                "update lane_lease set until = '-infinity' where owner = ?")) {
      update.setString(1, owner);
      update.executeUpdate();
    }
  }
}
