package dev.tradewitness.authorize.authorization;

import dev.tradewitness.authorize.authorization.LaneAnswer.Refusal;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.journal.JournalRow;
import dev.tradewitness.authorize.journal.JournalStore;
import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What happens to orders after their decision, and what accounts have. Everything shown is
/// durable.
public final class OrderBook {

  private final Lanes lanes;
  private final JournalStore journal;
  private final Authorizer authorizer;
  private final AuthorizationMeters meters;

  public OrderBook(
      Lanes lanes, JournalStore journal, Authorizer authorizer, AuthorizationMeters meters) {
    this.lanes = lanes;
    this.journal = journal;
    this.authorizer = authorizer;
    this.meters = meters;
  }

  /// Where an order is.
  private record Found(Lane lane, int number, long sequence) {}

  /// Records a report; the answer comes when it is durable.
  public ReportAnswer report(OrderReport report) throws InterruptedException {
    return submit(report).get();
  }

  /// A report that counts in memory; [#get] waits until it is durable.
  @FunctionalInterface
  public interface Submitted {
    ReportAnswer get() throws InterruptedException;
  }

  /// Starts recording a report, so that many can share a commit.
  public Submitted submit(OrderReport report) throws InterruptedException {
    if (lanes.state() != Lanes.State.OPEN) {
      return () -> counted(new ReportAnswer.Unavailable(Authorizer.refused(Refusal.UNAVAILABLE)));
    }
    List<Found> found = find(report.client(), report.id());
    if (found.isEmpty()) {
      return () -> counted(new ReportAnswer.UnknownOrder());
    }
    if (found.size() > 1) {
      return () -> counted(new ReportAnswer.AmbiguousOrder());
    }
    LaneAnswer.ToEvent answer;
    try {
      answer = apply(found.getFirst(), report);
    } catch (SQLException e) {
      return () ->
          counted(
              new ReportAnswer.Unavailable(Authorizer.unavailable("The journal cannot be read")));
    }
    return () -> counted(settled(answer));
  }

  private LaneAnswer.ToEvent apply(Found at, OrderReport report)
      throws SQLException, InterruptedException {
    Lane lane = at.lane();
    LaneAnswer.ToEvent answer = lane.apply(at.sequence(), report.event(), report.source(), null);
    if (!(answer instanceof LaneAnswer.NotInMemory)) {
      return answer;
    }
    try {
      OrderHistory history = history(at);
      return history == null
          ? new LaneAnswer.Refused(Refusal.UNAVAILABLE) // decided, but taken back since
          : lane.apply(at.sequence(), report.event(), report.source(), history.state());
    } finally {
      lane.unpin(at.sequence());
    }
  }

  private ReportAnswer settled(LaneAnswer.ToEvent answer) throws InterruptedException {
    return switch (answer) {
      case LaneAnswer.Applied(Pending pending, OrderState after, var notes) ->
          authorizer.settled(pending) ? new ReportAnswer.Applied(after, notes) : late();
      case LaneAnswer.Unchanged(Pending last, OrderState state, boolean duplicate) -> {
        if (last != null && !authorizer.settled(last)) {
          yield late();
        }
        yield duplicate ? new ReportAnswer.Duplicate(state) : new ReportAnswer.AlreadyEnded(state);
      }
      case LaneAnswer.TooManyExecutions(Pending last) ->
          last != null && !authorizer.settled(last) ? late() : new ReportAnswer.TooManyExecutions();
      case LaneAnswer.Refused(Refusal why) -> new ReportAnswer.Unavailable(Authorizer.refused(why));
      case LaneAnswer.NotInMemory n -> late();
    };
  }

  private static ReportAnswer late() {
    return new ReportAnswer.Unavailable(
        Authorizer.unavailable("The journal did not confirm; report it again"));
  }

  private ReportAnswer counted(ReportAnswer answer) {
    switch (answer) {
      case ReportAnswer.Applied(var after, var notes) -> meters.event("applied", notes);
      case ReportAnswer.Duplicate d -> meters.event("duplicate", List.of());
      case ReportAnswer.AlreadyEnded e -> meters.event("already_ended", List.of());
      case ReportAnswer.UnknownOrder u -> meters.event("unknown_order", List.of());
      case ReportAnswer.AmbiguousOrder a -> meters.event("ambiguous_order", List.of());
      case ReportAnswer.TooManyExecutions t -> meters.event("too_many_executions", List.of());
      case ReportAnswer.Unavailable u -> meters.event("unavailable", List.of());
    }
    return answer;
  }

  /// What an order lookup found.
  public sealed interface OrderView {
    record Known(OrderHistory history) implements OrderView {}

    record Unknown() implements OrderView {}

    record Ambiguous() implements OrderView {}

    record Unavailable(Answer.Unavailable why) implements OrderView {}
  }

  /// The order with everything that happened to it.
  public OrderView order(@Nullable ClientId client, ClientOrderId id) throws InterruptedException {
    if (lanes.state() != Lanes.State.OPEN) {
      return new OrderView.Unavailable(Authorizer.refused(Refusal.UNAVAILABLE));
    }
    List<Found> found = find(client, id);
    if (found.size() != 1) {
      return found.isEmpty() ? new OrderView.Unknown() : new OrderView.Ambiguous();
    }
    try {
      OrderHistory history = history(found.getFirst());
      return history == null
          ? new OrderView.Unavailable(Authorizer.unavailable("The order is not recorded yet"))
          : new OrderView.Known(history);
    } catch (SQLException e) {
      return new OrderView.Unavailable(Authorizer.unavailable("The journal cannot be read"));
    }
  }

  private @Nullable OrderHistory history(Found at) throws SQLException, InterruptedException {
    Pending last = at.lane().last();
    if (last != null && !authorizer.settled(last)) {
      return null;
    }
    JournalRow.Decided decided = journal.decision(at.number(), at.sequence());
    return decided == null
        ? null
        : OrderHistory.of(decided, journal.events(at.number(), at.sequence()));
  }

  private List<Found> find(@Nullable ClientId client, ClientOrderId id) {
    var found = new ArrayList<Found>(1);
    if (client != null) {
      int number = lanes.numberOf(client);
      Lane lane = lanes.of(client);
      long sequence = lane.find(client, id);
      if (sequence >= 0) {
        found.add(new Found(lane, number, sequence));
      }
      return found;
    }
    List<Lane> all = lanes.all();
    for (int i = 0; i < all.size(); i++) {
      Lane lane = all.get(i);
      int number = i;
      lane.findAll(id, sequence -> found.add(new Found(lane, number, sequence)));
    }
    return found;
  }

  /// What an account has. Null when that cannot be said durably now.
  public @Nullable AccountView exposure(ClientId client) throws InterruptedException {
    AccountView view = lanes.state() == Lanes.State.OPEN ? lanes.of(client).view(client) : null;
    return view != null && (view.last() == null || authorizer.settled(view.last())) ? view : null;
  }

  /// Every account that has something open or holds something. Null when that cannot be said
  /// durably now.
  public @Nullable List<AccountView> exposures() throws InterruptedException {
    if (lanes.state() != Lanes.State.OPEN) {
      return null;
    }
    var all = new ArrayList<AccountView>();
    for (Lane lane : lanes.all()) {
      List<AccountView> views = lane.views();
      if (!views.isEmpty()
          && views.getFirst().last() != null
          && !authorizer.settled(views.getFirst().last())) {
        return null;
      }
      all.addAll(views);
    }
    return all;
  }
}
