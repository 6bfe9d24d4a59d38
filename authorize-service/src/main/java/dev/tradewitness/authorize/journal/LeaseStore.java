package dev.tradewitness.authorize.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who owns which lanes. Time is the database's time only. A lane's epoch goes up whenever a writer
/// starts or is in doubt. The same transaction gives every instance that held one of the lanes a
/// new tenure, and every journal insert proves that its tenure is still the current one. (A
/// connection that goes back to the pool uncommitted is rolled back.)
///
/// A lease that ends further ahead than any lease lasts was taken before the database's clock was
/// set back. It counts as over: otherwise nobody could take over from an owner that has ended
/// since. An owner that is alive loses its lanes to it at most, as it does when the clock is set
/// forward.
public final class LeaseStore {

  private static final Logger log = LoggerFactory.getLogger(LeaseStore.class);

  /// So many times its own life: others may have a longer one while the setting is being changed.
  private static final int LIVES_AHEAD_MAX = 10;

  /// A lease as held, on one or more lanes. It ends when its owner takes another one.
  ///
  /// @param tenure under which the owner's inserts are taken; no number comes back
  /// @param epochs by lane
  /// @param databaseMicros the database's clock when it was taken or renewed
  public record Lease(String owner, long tenure, Map<Integer, Long> epochs, long databaseMicros) {
    public Lease {
      epochs = Map.copyOf(epochs);
    }

    /// @throws IllegalArgumentException for a lane that is not in the lease
    public long epoch(int lane) {
      Long epoch = epochs.get(lane);
      if (epoch == null) {
        throw new IllegalArgumentException("lane %d is not in the lease".formatted(lane));
      }
      return epoch;
    }

    /// True when the lane is held under this epoch.
    boolean holds(int lane, long epoch) {
      Long held = epochs.get(lane);
      return held != null && held == epoch;
    }

    /// True when this is that lease with every epoch raised by a step, on the same lanes.
    private boolean follows(Lease held, int step) {
      return held.epochs.entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getKey, lane -> lane.getValue() + step))
          .equals(epochs);
    }
  }

  private static final String MICROS = "(extract(epoch from clock_timestamp()) * 1000000)::bigint";

  private final DataSource database;
  private final String owner;
  private final int lanesWanted;
  private final Duration life;

  /// @param lanesWanted how many lanes a new installation gets
  public LeaseStore(DataSource database, String owner, int lanesWanted, Duration life) {
    this.database = database;
    this.owner = owner;
    this.lanesWanted = lanesWanted;
    this.life = life;
  }

  /// The name under which this instance holds lanes.
  public String owner() {
    return owner;
  }

  /// Creates the lanes at the very first start. Later starts keep them, whatever the setting says:
  /// with another number accounts would change lanes and lose their history.
  ///
  /// @return how many lanes there are
  public int prepare() throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement lock =
              connection.prepareStatement("lock table lane_lease in share row exclusive mode");
          PreparedStatement create =
              connection.prepareStatement(
                  "insert into lane_lease select l, '', 0, timestamptz '-infinity'"
                      + " from generate_series(0, ? - 1) l"
                      + " where not exists (select from lane_lease)");
          PreparedStatement count =
              connection.prepareStatement("select count(*) from lane_lease")) {
        lock.execute();
        create.setInt(1, lanesWanted);
        create.executeUpdate();
        int lanes;
        try (ResultSet rs = count.executeQuery()) {
          rs.next();
          lanes = rs.getInt(1);
        }
        connection.commit();
        if (lanes != lanesWanted) {
          log.atInfo()
              .addKeyValue("lanes", lanes)
              .addKeyValue("setting", lanesWanted)
              .log("this installation keeps the lanes it was made with");
        }
        return lanes;
      }
    }
  }

  /// Takes all of the lanes, under a new epoch; null while somebody else holds one of them.
  public @Nullable Lease acquire(Collection<Integer> lanes) throws SQLException {
    String isFree =
        "until < clock_timestamp()"
            + " or until > clock_timestamp() + %d * interval '1 millisecond' or owner = ?"
                .formatted(life.multipliedBy(LIVES_AHEAD_MAX).toMillis());
    return take(isFree, 1, lanes, null);
  }

  /// The same for lanes 0 to `lanes` - 1.
  public @Nullable Lease acquire(int lanes) throws SQLException {
    return acquire(IntStream.range(0, lanes).boxed().toList());
  }

  /// Holds on for another term under the same epoch; null when another owner took over.
  public @Nullable Lease renew(Lease held) throws SQLException {
    return take("owner = ?", 0, held.epochs().keySet(), held);
  }

  /// Goes to a new epoch. Waits for a transaction of the old one that is still under way, and stops
  /// any that has yet to start; afterwards the journal shows what was written. Null when another
  /// owner took over.
  public @Nullable Lease fence(Lease held) throws SQLException {
    return take("owner = ?", 1, held.epochs().keySet(), held);
  }

  /// The database's clock.
  public long databaseMicros() throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement("select " + MICROS);
        ResultSet rs = select.executeQuery()) {
      rs.next();
      return rs.getLong(1);
    }
  }

  private @Nullable Lease take(
      String condition, int step, Collection<Integer> lanes, @Nullable Lease held)
      throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      Taken taken = lock(connection, condition, step, lanes);
      long tenure = step == 0 && held != null ? held.tenure() : endTenures(connection, taken);
      var lease = new Lease(owner, tenure, taken.epochs(), taken.databaseMicros());
      if (taken.epochs().size() != lanes.size() || held != null && !lease.follows(held, step)) {
        connection.rollback();
        return null;
      }
      connection.commit();
      return lease;
    }
  }

  /// @param owners who held one of the lanes before, this instance included
  private record Taken(Map<Integer, Long> epochs, Set<String> owners, long databaseMicros) {}

  private Taken lock(Connection connection, String condition, int step, Collection<Integer> lanes)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            // In ascending order, so that two instances cannot deadlock.
            """
            with mine as materialized (
              select lane, owner from lane_lease
              where lane = any (?) and (%s)
              order by lane for update
            )
            update lane_lease l
            set owner = ?, epoch = l.epoch + ?,
              until = clock_timestamp() + ? * interval '1 millisecond'
            from mine where mine.lane = l.lane
            returning l.lane, l.epoch, mine.owner, %s
            """
                .formatted(condition, MICROS))) {
      update.setArray(1, connection.createArrayOf("int4", lanes.toArray()));
      update.setString(2, owner);
      update.setString(3, owner);
      update.setInt(4, step);
      update.setLong(5, life.toMillis());
      var epochs = new HashMap<Integer, Long>();
      var owners = new TreeSet<>(Set.of(owner));
      long now = 0;
      try (ResultSet rs = update.executeQuery()) {
        while (rs.next()) {
          epochs.put(rs.getInt(1), rs.getLong(2));
          owners.add(rs.getString(3));
          now = Math.max(now, rs.getLong(4));
        }
      }
      return new Taken(epochs, owners, now);
    }
  }

  /// Gives everybody who held one of the lanes a new tenure, which waits for an insert under way,
  /// and forgets instances without lanes.
  ///
  /// @return this instance's new tenure
  private long endTenures(Connection connection, Taken taken) throws SQLException {
    try (PreparedStatement raise =
            connection.prepareStatement(
                """
                insert into lane_owner
                select former.owner, nextval('lane_tenure')
                from unnest(?) as former(owner) where former.owner <> '' order by former.owner
                on conflict (owner) do update set tenure = excluded.tenure
                returning owner, tenure
                """);
        PreparedStatement forget =
            connection.prepareStatement(
                "delete from lane_owner o where owner <> ?"
                    + " and not exists (select from lane_lease l where l.owner = o.owner)")) {
      raise.setArray(1, connection.createArrayOf("text", taken.owners().toArray()));
      long tenure = -1;
      try (ResultSet rs = raise.executeQuery()) {
        while (rs.next()) {
          tenure = rs.getString(1).equals(owner) ? rs.getLong(2) : tenure;
        }
      }
      forget.setString(1, owner);
      forget.executeUpdate();
      return tenure;
    }
  }

  /// Lets the next owner of every lane that is held here start at once.
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
