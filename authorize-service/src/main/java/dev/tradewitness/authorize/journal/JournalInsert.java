package dev.tradewitness.authorize.journal;

import dev.tradewitness.authorize.journal.JournalRow.Decided;
import dev.tradewitness.authorize.journal.JournalRow.Redeemed;
import dev.tradewitness.authorize.journal.JournalRow.Reported;
import dev.tradewitness.authorize.journal.LeaseStore.Lease;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;

/// One group of rows as the arrays of one insert statement. pgjdbc sends arrays of `int`, `long`,
/// `short` and `byte[]` in PostgreSQL's binary form.
final class JournalInsert {

  static final String DECISION = "DECISION";
  static final String REDEMPTION = "REDEEM";

  private static final List<String> KINDS =
      List.of(
          DECISION,
          "FILL",
          "CANCEL",
          "REJECT",
          "EXPIRE",
          "RELEASE",
          "TRADE_CANCEL",
          "TRADE_CORRECT",
          REDEMPTION);

  private static final long DAY_MICROS = 86_400_000_000L;

  /// One statement, so one round trip: the rows go in only if this instance's tenure is still the
  /// given one. The share lock makes a new owner of any of its lanes wait for this transaction, so
  /// that it cannot miss these rows.
  static final String SQL =
      """
      with held as materialized (
        select from lane_owner where owner = ? and tenure = ? for share
      )
      insert into journal (lane, sequence, day, epoch, kind, recorded_at,
        client_id, client_order_id, order_sequence, body)
      select r.lane, r.sequence, date '1970-01-01' + r.day, r.epoch, (array[%s])[r.kind],
        timestamptz 'epoch' + r.at * interval '1 microsecond',
        r.client_id, r.client_order_id, nullif(r.order_sequence, -1), r.body
      from unnest(?::int4[], ?::int8[], ?::int4[], ?::int8[], ?::int2[], ?::int8[],
          ?::text[], ?::text[], ?::int8[], ?::bytea[])
        as r(lane, sequence, day, epoch, kind, at, client_id, client_order_id, order_sequence, body)
      where exists (select from held)\
      """
          .formatted(KINDS.stream().collect(Collectors.joining("', '", "'", "'")));

  private final Lease lease;
  private final int[] lanes;
  private final long[] sequences;
  private final int[] days;
  private final long[] epochs;
  private final short[] kinds;
  private final long[] times;
  private final String[] clients;
  private final String[] orders;
  private final long[] orderSequences;
  private final byte[][] bodies;

  JournalInsert(List<Pending> rows, Lease lease, LaneDays newest) {
    this.lease = lease;
    int size = rows.size();
    lanes = new int[size];
    sequences = new long[size];
    days = new int[size];
    epochs = new long[size];
    kinds = new short[size];
    times = new long[size];
    clients = new String[size];
    orders = new String[size];
    orderSequences = new long[size];
    bodies = new byte[size][];
    for (int i = 0; i < size; i++) {
      put(i, rows.get(i));
      days[i] = newest.advance(lanes[i], Math.toIntExact(Math.floorDiv(times[i], DAY_MICROS)));
    }
  }

  private void put(int i, Pending pending) {
    JournalRow row = pending.row();
    lanes[i] = row.lane();
    sequences[i] = row.sequence();
    epochs[i] = pending.epoch();
    bodies[i] = pending.body();
    switch (row) {
      case Decided(long _, var decision) ->
          put(
              i,
              DECISION,
              decision.decidedAtMicros(),
              decision.client(),
              decision.order().id(),
              -1);
      case Reported reported ->
          put(
              i,
              reported.report().type().word(),
              reported.atMicros(),
              reported.order().client(),
              reported.order().id(),
              reported.order().sequence());
      case Redeemed redeemed ->
          put(
              i,
              REDEMPTION,
              redeemed.atMicros(),
              redeemed.order().client(),
              redeemed.order().id(),
              redeemed.order().sequence());
    }
  }

  private void put(
      int i, String kind, long atMicros, ClientId client, ClientOrderId order, long orderSequence) {
    // PostgreSQL counts from one.
    kinds[i] = (short) (KINDS.indexOf(kind) + 1);
    times[i] = atMicros;
    clients[i] = client.value();
    orders[i] = order.value();
    orderSequences[i] = orderSequence;
  }

  /// True when every row was made under the epoch that the lease has for its lane.
  boolean isHeld() {
    for (int i = 0; i < lanes.length; i++) {
      if (!lease.holds(lanes[i], epochs[i])) {
        return false;
      }
    }
    return true;
  }

  /// @return how many rows were written: all, or none when the lease's tenure is over
  int execute(PreparedStatement insert) throws SQLException {
    var arrays = insert.getConnection().unwrap(PGConnection.class);
    Array[] parameters = {
      arrays.createArrayOf("int4", lanes),
      arrays.createArrayOf("int8", sequences),
      arrays.createArrayOf("int4", days),
      arrays.createArrayOf("int8", epochs),
      arrays.createArrayOf("int2", kinds),
      arrays.createArrayOf("int8", times),
      arrays.createArrayOf("text", clients),
      arrays.createArrayOf("text", orders),
      arrays.createArrayOf("int8", orderSequences),
      arrays.createArrayOf("bytea", bodies)
    };
    insert.setString(1, lease.owner());
    insert.setLong(2, lease.tenure());
    for (int i = 0; i < parameters.length; i++) {
      insert.setArray(i + 3, parameters[i]);
    }
    return insert.executeUpdate();
  }

  /// The days of these rows.
  Set<LocalDate> days() {
    return Arrays.stream(days)
        .mapToObj(LocalDate::ofEpochDay)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
