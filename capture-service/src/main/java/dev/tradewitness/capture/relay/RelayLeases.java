package dev.tradewitness.capture.relay;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;

/// Shares the partitions of `vcp.events` among the instances that are alive: each holds about the
/// same number, and one that falls silent loses its own to the others. Time is the database's; each
/// change of holder is a new epoch.
///
/// What lies further ahead than a lease lasts was written before the database's clock was set back.
/// It counts as long past: otherwise nobody could take over from an instance that has ended since.
final class RelayLeases {

  private static final Logger log = LoggerFactory.getLogger(RelayLeases.class);

  /// So many times its own lease: others may have a longer one while the setting is being changed.
  private static final int LEASES_AHEAD_MAX = 10;

  private final JdbcClient database;
  private final TransactionOperations transactions;
  private final UUID instance;
  private final Duration lease;
  private final int partitions;

  /// Written by the renewing thread, read by the relay.
  private volatile Held held = new Held(Map.of(), 0);

  RelayLeases(
      JdbcClient database,
      TransactionOperations transactions,
      UUID instance,
      Duration lease,
      int partitions) {
    this.database = database;
    this.transactions = transactions;
    this.instance = instance;
    this.lease = lease;
    this.partitions = partitions;
  }

  /// Partition to epoch, good until a time of the monotonic clock.
  private record Held(Map<Integer, Long> epochs, long untilNanos) {}

  private record Lease(int partition, long epoch) {}

  /// The epochs of the partitions that are ours at this moment.
  Map<Integer, Long> epochs() {
    Held now = held;
    return System.nanoTime() - now.untilNanos < 0 ? now.epochs : Map.of();
  }

  UUID instance() {
    return instance;
  }

  /// Extends what is held, gives away what is beyond a fair share, takes what is free.
  void renew() {
    // Counted from before the statement: the database's lease ends later than ours, never earlier.
    long until = System.nanoTime() + lease.toNanos();
    try {
      Map<Integer, Long> renewed = transactions.execute(_ -> share());
      if (!renewed.keySet().equals(held.epochs.keySet())) {
        log.atInfo().addKeyValue("partitions", renewed.keySet()).log("relay holds partitions");
      }
      held = new Held(Map.copyOf(renewed), until);
    } catch (DataAccessException | TransactionException e) {
      // What is held runs out by itself.
      log.atDebug().setCause(e).log("lease not renewed");
    }
  }

  private Map<Integer, Long> share() {
    database
        .sql(
            """
            insert into relay_instance (instance_id, seen_at) values (?, clock_timestamp())
            on conflict (instance_id) do update set seen_at = excluded.seen_at
            """)
        .param(instance)
        .update();
    int alive =
        database
            .sql(
                """
                select count(*) from relay_instance
                where seen_at > clock_timestamp() - ?::interval
                  and seen_at <= clock_timestamp() + ?::interval
                """)
            .param(interval())
            .param(aheadMax())
            .query(Integer.class)
            .single();
    int fair = (partitions + alive - 1) / Math.max(1, alive);
    var mine = new TreeMap<Integer, Long>();
    keep().forEach(kept -> mine.put(kept.partition(), kept.epoch()));
    if (mine.size() > fair) {
      var surplus = mine.keySet().stream().skip(fair).toList();
      release(surplus);
      surplus.forEach(mine::remove);
    } else if (mine.size() < fair) {
      take(fair - mine.size()).forEach(taken -> mine.put(taken.partition(), taken.epoch()));
    }
    return mine;
  }

  private List<Lease> keep() {
    return database
        .sql(
            """
            update relay_lease set expires_at = clock_timestamp() + ?::interval
            where holder = ? returning partition, epoch
            """)
        .param(interval())
        .param(instance)
        .query((row, _) -> new Lease(row.getInt(1), row.getLong(2)))
        .list();
  }

  private List<Lease> take(int count) {
    return database
        .sql(
            """
            update relay_lease
            set holder = ?, epoch = epoch + 1, expires_at = clock_timestamp() + ?::interval
            where partition in (
              select partition from relay_lease
              where expires_at < clock_timestamp()
                or expires_at > clock_timestamp() + ?::interval
              order by partition limit ? for update skip locked)
            returning partition, epoch
            """)
        .param(instance)
        .param(interval())
        .param(aheadMax())
        .param(count)
        .query((row, _) -> new Lease(row.getInt(1), row.getLong(2)))
        .list();
  }

  private void release(Collection<Integer> surplus) {
    database
        .sql(
            """
            update relay_lease set holder = null, expires_at = '-infinity'
            where holder = ? and partition = any(?::smallint[])
            """)
        .param(instance)
        .param(surplus.toArray(Integer[]::new))
        .update();
  }

  private String interval() {
    return lease.toMillis() + " milliseconds";
  }

  private String aheadMax() {
    return lease.multipliedBy(LEASES_AHEAD_MAX).toMillis() + " milliseconds";
  }

  /// Gives everything back, so that others need not wait for it to run out.
  void releaseAll() {
    held = new Held(Map.of(), 0);
    try {
      transactions.executeWithoutResult(_ -> {
        database
            .sql("update relay_lease set holder = null, expires_at = '-infinity' where holder = ?")
            .param(instance)
            .update();
        database
            .sql(
                """
                delete from relay_instance
                where instance_id = ? or seen_at < clock_timestamp() - interval '1 hour'
                  or seen_at > clock_timestamp() + interval '1 hour'
                """)
            .param(instance)
            .update();
      });
    } catch (DataAccessException | TransactionException e) {
      log.atDebug().setCause(e).log("leases run out by themselves");
    }
  }
}
