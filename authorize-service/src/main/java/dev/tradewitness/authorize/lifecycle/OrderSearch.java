package dev.tradewitness.authorize.lifecycle;

import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.journal.JournalRow;
import dev.tradewitness.authorize.journal.JournalStore;
import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.journal.Pending.Outcome;
import dev.tradewitness.authorize.lane.Lane;
import dev.tradewitness.authorize.lane.LaneAnswer;
import dev.tradewitness.authorize.lane.LaneAnswer.Candidates;
import dev.tradewitness.authorize.lane.LaneAnswer.Refusal;
import dev.tradewitness.authorize.lane.Lanes;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds an order by its id: in memory, and in the journal where memory does not reach.
///
/// An account's order is the newest one that it has under the id. Without an account, the id has to
/// belong to one account alone, in memory and in all days that the journal keeps. Such a search
/// always reads the journal, unless memory knows two accounts already.
final class OrderSearch {

  /// Where an order is.
  record Found(Lane lane, long sequence) {}

  /// What a search gives.
  sealed interface Result {
    record One(Found at) implements Result {}

    record None() implements Result {}

    record Several() implements Result {}

    record Impossible(Refusal why) implements Result {}
  }

  private final Lanes lanes;
  private final JournalStore journal;

  OrderSearch(Lanes lanes, JournalStore journal) {
    this.lanes = lanes;
    this.journal = journal;
  }

  /// @param client whose order it is; null when the id alone must be unambiguous
  Result search(@Nullable ClientId client, ClientOrderId id)
      throws SQLException, InterruptedException {
    var newest = new HashMap<ClientId, Found>();
    var incomplete = new ArrayList<Lane>(0);
    List<Lane> where = client == null ? lanes.all() : List.of(lanes.of(client));
    for (Lane lane : where) {
      switch (lane.find(client, id)) {
        case LaneAnswer.Refused(Refusal why) -> {
          return new Result.Impossible(why);
        }
        case Candidates candidates -> {
          add(newest, lane, candidates, client, id);
          if (!candidates.complete()) {
            incomplete.add(lane);
          }
        }
      }
    }
    if (newest.size() < (client == null ? 2 : 1)) {
      for (Lane lane : incomplete) {
        if (!isDurable(lane)) {
          return new Result.Impossible(Refusal.UNAVAILABLE);
        }
      }
      // Every order of the window is in memory, or else durable by now.
      addStored(newest, client, id, incomplete.isEmpty() ? lanes.windowStart() : null);
    }
    return switch (newest.size()) {
      case 0 -> new Result.None();
      case 1 -> new Result.One(newest.values().iterator().next());
      default -> new Result.Several();
    };
  }

  private void add(
      Map<ClientId, Found> newest,
      Lane lane,
      Candidates candidates,
      @Nullable ClientId client,
      ClientOrderId id)
      throws SQLException {
    for (OrderState.Key key : candidates.orders()) {
      add(newest, key.client(), new Found(lane, key.sequence()));
    }
    for (long sequence : candidates.possible()) {
      JournalRow.Decided row = journal.decision(lane.number(), sequence);
      if (row != null
          && row.decision().order().id().equals(id)
          && (client == null || row.decision().client().equals(client))) {
        add(newest, row);
      }
    }
  }

  private void add(Map<ClientId, Found> newest, JournalRow.Decided row) {
    add(newest, row.decision().client(), new Found(lanes.all().get(row.lane()), row.sequence()));
  }

  private static void add(Map<ClientId, Found> newest, ClientId client, Found found) {
    newest.merge(client, found, (a, b) -> a.sequence() > b.sequence() ? a : b);
  }

  private static boolean isDurable(Lane lane) throws InterruptedException {
    Pending last = lane.last();
    return last == null || last.await() == Outcome.COMMITTED;
  }

  /// Adds what the journal has: the account's newest order, or orders of other accounts until two
  /// accounts are known.
  private void addStored(
      Map<ClientId, Found> newest,
      @Nullable ClientId client,
      ClientOrderId id,
      @Nullable LocalDate below)
      throws SQLException {
    if (client != null) {
      journal.find(id, client, below, 1).forEach(row -> add(newest, row));
      return;
    }
    while (newest.size() < 2) {
      ClientId known = newest.isEmpty() ? null : newest.keySet().iterator().next();
      JournalRow.Decided other = journal.findOther(id, known, below);
      if (other == null) {
        return;
      }
      add(newest, other);
    }
  }
}
