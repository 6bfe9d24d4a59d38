package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.exposure.AccountExposure;
import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.journal.Pending.Outcome;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.DeskId;
import dev.tradewitness.authorize.order.TimeInForce;
import dev.tradewitness.common.wire.Partitions;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// All lanes of this installation. An account stays in its lane for good.
public final class Lanes {

  // Bounds how long a sweep holds one lane.
  private static final int RELEASES_PER_SWEEP = 128;

  private final List<Lane> lanes;
  private final LaneSettings settings;
  private final LaneTotals totals;
  private final ScopeTotals scopes = new ScopeTotals();
  private final IdWindow window;

  public Lanes(LaneSettings settings, Custody custody) {
    this.settings = settings;
    this.totals = new LaneTotals(settings.bounds(), settings.laneCount());
    this.lanes =
        IntStream.range(0, settings.laneCount())
            .mapToObj(number -> new Lane(number, settings, custody, totals, scopes))
            .toList();
    this.window = new IdWindow(settings, totals);
    LaneMeters meters = settings.meters();
    meters.gauge("authorize.orders.open", "Open orders", this, Lanes::openOrders);
    meters.gauge(
        "authorize.orders.remembered",
        "Orders of which a repetition is recognized in memory",
        this,
        Lanes::ordersRemembered);
    meters.gauge(
        "authorize.ids.filter.bytes",
        "Bytes of the filters that tell new order ids from forgotten ones",
        this,
        Lanes::filterBytes);
    meters.gauge("authorize.lanes.waiting", "Callers that wait for a lane", this, Lanes::waiting);
  }

  /// The lane of an account.
  public Lane of(ClientId client) {
    return lanes.get(numberOf(client));
  }

  public int numberOf(ClientId client) {
    return Partitions.of(client.value(), lanes.size());
  }

  public List<Lane> all() {
    return lanes;
  }

  /// The time in force of an order that names none.
  public TimeInForce timeInForceWhenAbsent() {
    return settings.orders().timeInForce().whenAbsent();
  }

  /// The first day of the idempotency window: memory has no ids of earlier days.
  public LocalDate windowStart() {
    return LocalDate.ofEpochDay(settings.windowStart());
  }

  public int count() {
    return lanes.size();
  }

  /// Waits until everything that was decided before this call is durable or taken back.
  ///
  /// @return false when that is not known within the answer deadline
  public boolean awaitDurable() throws InterruptedException {
    for (Lane lane : lanes) {
      Pending last = lane.last();
      if (last != null && last.await() == Outcome.UNKNOWN) {
        return false;
      }
    }
    return true;
  }

  /// Runs the work while every lane is at rest, after which nothing in memory waits for a commit.
  public void atRest(Runnable work) {
    lanes.forEach(lane -> lane.lock.lock());
    try {
      work.run();
      lanes.forEach(Lane::nothingPending);
    } finally {
      lanes.forEach(lane -> lane.lock.unlock());
    }
  }

  /// Releases what is due, logs what was released, forgets ids that left the window, and adds up
  /// what the lanes hold. Called about once a second by one thread.
  ///
  /// @return true when orders at their deadline are left, so the next sweep should come soon
  public boolean sweep() {
    boolean left = false;
    for (Lane lane : lanes) {
      lane.releaseDue(RELEASES_PER_SWEEP);
      left |= lane.hasDue();
    }
    settings.meters().releases().log();
    addUp();
    return left;
  }

  /// Adds up what the lanes hold, and has too many ids forgotten.
  public void addUp() {
    for (Lane lane : lanes) {
      lane.addUp();
    }
    window.keep(lanes);
  }

  /// What desks and the firm have open and hold.
  ScopeTotals scopes() {
    return scopes;
  }

  /// Adds up what desks and the firm have, anew. Call after the lanes were read, while nothing is
  /// decided.
  ///
  /// @param desks which desk an account is assigned to; read while no other call places accounts
  public synchronized void sumScopes(Supplier<Map<ClientId, DeskId>> desks) {
    scopes.clear();
    for (Lane lane : lanes) {
      lane.read((state, last) ->
          state
              .book()
              .forEachAccount(
                  0,
                  Integer.MAX_VALUE,
                  Integer.MAX_VALUE,
                  (client, total) -> scopes.changed(client, AccountExposure.NONE, total)));
    }
    desks.get().forEach(this::place);
    sumMessages(settings.clock().wallMicros());
  }

  private record Sent(ClientId client, long micros, int orders) {}

  /// Oldest first, as they were sent: the lanes' orders of the last second lie between one another.
  private void sumMessages(long nowMicros) {
    var sent = new ArrayList<Sent>();
    for (Lane lane : lanes) {
      lane.read((state, last) -> {
        state
            .messages()
            .forEach((client, micros, orders) -> {
              if (MessageCounts.counts(micros, nowMicros)) {
                sent.add(new Sent(client, micros, orders));
              }
            });
        return lane;
      });
    }
    sent.sort(Comparator.comparingLong(Sent::micros));
    for (Sent one : sent) {
      for (int i = 0; i < one.orders; i++) {
        scopes.sent(one.client, one.micros);
      }
    }
  }

  /// Has an account counted in the sum of the desk that it is assigned to now.
  ///
  /// @param desk read while no other call places accounts: the newest counts in the end
  public synchronized void placeAccount(
      ClientId client, Supplier<? extends @Nullable DeskId> desk) {
    place(client, desk.get());
  }

  private void place(ClientId client, @Nullable DeskId desk) {
    of(client)
        .read((state, last) -> {
          scopes.place(client, desk, state.book().account(client));
          return client;
        });
  }

  /// What desks and the firm have at one moment, with the newest row of each lane: when these are
  /// durable, so is what was read.
  public <T> Together<T> together(Function<ScopeTotals, T> reading) {
    lanes.forEach(lane -> lane.lock.lock());
    try {
      var newest = new ArrayList<Pending>();
      for (Lane lane : lanes) {
        Pending last = lane.last();
        if (last != null) {
          newest.add(last);
        }
      }
      return new Together<>(reading.apply(scopes), List.copyOf(newest));
    } finally {
      lanes.forEach(lane -> lane.lock.unlock());
    }
  }

  /// What was read of all lanes.
  ///
  /// @param newest rows that it is built upon and that were not known to be durable
  public record Together<T>(T read, List<Pending> newest) {}

  /// As of the last sum.
  public long openOrders() {
    return totals.sums().openOrders();
  }

  /// As of the last sum.
  public long ordersRemembered() {
    return totals.sums().ids();
  }

  private long filterBytes() {
    return totals.sums().filterBytes();
  }

  private int waiting() {
    return lanes.stream().mapToInt(lane -> lane.lock.getQueueLength()).sum();
  }
}
