package dev.tradewitness.authorize.authorization;

import dev.tradewitness.authorize.authorization.LaneAnswer.Refusal;
import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.control.ControlBook;
import dev.tradewitness.authorize.control.Controls;
import dev.tradewitness.authorize.control.Exposure;
import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.exposure.AccountExposure;
import dev.tradewitness.authorize.exposure.ExposureBook;
import dev.tradewitness.authorize.exposure.ExposureBook.Undo;
import dev.tradewitness.authorize.exposure.OrderEvent;
import dev.tradewitness.authorize.exposure.OrderEvent.Ending;
import dev.tradewitness.authorize.exposure.OrderState;
import dev.tradewitness.authorize.exposure.SymbolExposure;
import dev.tradewitness.authorize.exposure.Transition;
import dev.tradewitness.authorize.journal.JournalRow;
import dev.tradewitness.authorize.journal.Pending;
import dev.tradewitness.authorize.journal.SnapshotStore.LaneSnapshot;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ClientOrderId;
import dev.tradewitness.authorize.order.Order;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.common.event.UuidV7;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One account partition: everything about its accounts happens here, one thing at a time, in the
/// order of its journal. Changes count in memory at once and are queued for the journal in the same
/// breath; who asked waits outside the lock until they are durable.
final class Lane {

  private static final int RELEASES_AT_ONCE = 64;

  final ReentrantLock lock = new ReentrantLock();

  private final int number;
  private final LaneTools tools;
  // All below: guarded by the lock.
  private final LaneMemory memory;
  private ExposureBook book = new ExposureBook();
  private OrderIndex index;
  private long nextSequence;
  private long nextDecision;
  private @Nullable Pending last;

  /// Counts how often the lane was read from the journal.
  private long tenure;

  Lane(int number, LaneTools tools) {
    this.number = number;
    this.tools = tools;
    this.memory = new LaneMemory(tools.settings().recentOrders());
    this.index = new OrderIndex(tools.seed());
  }

  /// Decides an order, or finds what was decided before.
  ///
  /// @param controls read under the lock: who waited for the lane is judged by what is in force
  ///   when its turn comes, so that a halt holds for everybody who comes after [Lanes#settle]
  LaneAnswer.ToOrder decide(OrderCommand command, Supplier<ControlBook> controls) {
    lock.lock();
    try {
      Refusal refusal = tools.refusal();
      if (refusal != null) {
        return new LaneAnswer.Refused(refusal);
      }
      Candidate candidate = command.candidate();
      long known = index.find(candidate.client(), candidate.order().id());
      if (known >= 0) {
        return known(known);
      }
      if (isFull()) {
        return new LaneAnswer.Refused(Refusal.ORDERS_FULL);
      }
      releaseDue(RELEASES_AT_ONCE);
      return decided(command, judge(command, controls.get()));
    } finally {
      lock.unlock();
    }
  }

  /// What would be decided now; changes nothing.
  LaneAnswer.ToRehearsal rehearse(OrderCommand command, Supplier<ControlBook> controls) {
    lock.lock();
    try {
      Refusal refusal = tools.refusal();
      if (refusal != null) {
        return new LaneAnswer.Refused(refusal);
      }
      Candidate candidate = command.candidate();
      return new LaneAnswer.Rehearsed(
          judge(command, controls.get()),
          index.find(candidate.client(), candidate.order().id()) >= 0,
          last);
    } finally {
      lock.unlock();
    }
  }

  private boolean isFull() {
    AuthorizationProperties settings = tools.settings();
    return book.openOrders() >= settings.openOrdersMax() / tools.laneCount()
        || index.size() >= settings.ordersRememberedMax() / tools.laneCount();
  }

  private LaneAnswer.ToOrder known(long sequence) {
    Pending recent = memory.decision(sequence);
    return recent != null && recent.row() instanceof JournalRow.Decided row
        ? new LaneAnswer.Known(recent, row.token())
        : new LaneAnswer.Stored(sequence);
  }

  private List<Reason> judge(OrderCommand command, ControlBook controls) {
    Candidate candidate = command.candidate();
    List<Reason> reasons =
        Controls.breaches(candidate, controls, exposure(candidate.client(), candidate.order()));
    reasons.addAll(command.policy().reasons());
    return reasons;
  }

  private Exposure exposure(ClientId client, Order order) {
    AccountExposure account = book.account(client);
    SymbolExposure symbol = book.symbol(client, order.symbol());
    return new Exposure(
        account.gross(),
        order.side() == Side.BUY ? account.netLong() : account.netShort().negate(),
        symbol.reducedBy(order.side(), order.qty().value()));
  }

  private LaneAnswer.ToOrder decided(OrderCommand command, List<Reason> reasons) {
    Decision decision = decision(command, reasons);
    long signing = System.nanoTime();
    var token = tools.signer(number).sign(decision);
    long signNanos = System.nanoTime() - signing;
    long sequence = nextSequence;
    ClientId client = decision.client();
    ClientOrderId id = decision.order().id();
    Undo reservation =
        reasons.isEmpty() ? book.reserve(OrderState.decided(sequence, decision)) : () -> {};
    index.put(client, id, sequence);
    nextDecision++;
    Pending pending =
        append(
            new JournalRow.Decided(sequence, token),
            () -> {
              nextDecision--;
              index.remove(client, id);
              memory.forgetDecision(sequence);
              reservation.run();
            });
    if (pending == null) {
      return new LaneAnswer.Refused(Refusal.OVERLOADED);
    }
    memory.rememberDecision(sequence, pending);
    return new LaneAnswer.Decided(pending, token, signNanos);
  }

  private Decision decision(OrderCommand command, List<Reason> reasons) {
    Candidate candidate = command.candidate();
    long now = tools.clock().wallMicros();
    var price = candidate.price();
    Decision.Reservation reserved =
        reasons.isEmpty() && price != null
            ? new Decision.Reservation(
                price,
                tools.clock().databaseMicros()
                    + tools.settings().reservationLife().toNanos() / 1000)
            : null;
    return new Decision(
        new Decision.Place(number, nextDecision),
        UuidV7.of(now / 1000, tools.random(), tools.random()),
        command.traceId(),
        candidate.client(),
        candidate.order(),
        command.orderHash(),
        reasons,
        command.policy().warnings(),
        command.policy().policy(),
        reserved,
        now);
  }

  /// Applies an event to the order with this journal number.
  ///
  /// @param loaded the order as read from the journal, null at the first attempt
  LaneAnswer.ToEvent apply(
      long sequence, OrderEvent event, String source, @Nullable OrderState loaded) {
    lock.lock();
    try {
      Refusal refusal = tools.refusal();
      if (refusal != null) {
        return new LaneAnswer.Refused(refusal);
      }
      OrderState known = inMemory(sequence);
      OrderState state = known != null ? known : loaded;
      if (state == null) {
        memory.pin(sequence);
        return new LaneAnswer.NotInMemory();
      }
      return apply(state, event, source);
    } finally {
      lock.unlock();
    }
  }

  /// Ends what [LaneAnswer.NotInMemory] began.
  void unpin(long sequence) {
    lock.lock();
    try {
      memory.unpin(sequence);
    } finally {
      lock.unlock();
    }
  }

  private @Nullable OrderState inMemory(long sequence) {
    OrderState open = book.open(sequence);
    if (open != null) {
      return open;
    }
    LaneMemory.Ended ended = memory.ended(sequence);
    if (ended != null) {
      return ended.state();
    }
    Pending decision = memory.decision(sequence);
    // Once it is committed there may be events of it that only the journal still has.
    return decision != null
            && !decision.isCommitted()
            && decision.row() instanceof JournalRow.Decided row
        ? OrderState.decided(sequence, row.token().decision())
        : null;
  }

  private LaneAnswer.ToEvent apply(OrderState state, OrderEvent event, String source) {
    return switch (state.on(event)) {
      case Transition.Duplicate() -> new LaneAnswer.Unchanged(last, state, true);
      case Transition.AlreadyEnded() -> new LaneAnswer.Unchanged(last, state, false);
      // Only here and not in the state: what the journal has counts at a replay, whatever the
      // bound.
      case Transition.Applied(OrderState after, var notes)
          when event instanceof OrderEvent.Fill
              && after.execIds().size() > tools.settings().executionsPerOrderMax() ->
          new LaneAnswer.TooManyExecutions(last);
      case Transition.Applied(OrderState after, var notes) -> {
        Pending pending = happened(state, after, event, source);
        yield pending == null
            ? new LaneAnswer.Refused(Refusal.OVERLOADED)
            : new LaneAnswer.Applied(pending, after, notes);
      }
    };
  }

  private @Nullable Pending happened(
      OrderState before, OrderState after, OrderEvent event, String source) {
    long order = before.key().sequence();
    Undo change =
        before.status().isOpen()
            ? book.apply(before, after, event)
            : event instanceof OrderEvent.Fill fill
                ? book.fillClosed(
                    before.key().client(), before.terms().symbol(), before.terms().side(), fill)
                : () -> {};
    LaneMemory.Ended endedBefore = memory.ended(order);
    Pending pending =
        append(
            new JournalRow.Happened(
                number,
                nextSequence,
                before.key(),
                before.terms().symbol(),
                before.terms().side(),
                event,
                tools.clock().wallMicros(),
                source),
            () -> {
              memory.restoreEnded(order, endedBefore);
              change.run();
            });
    if (pending != null && !after.status().isOpen()) {
      memory.rememberEnded(order, after, pending);
    }
    return pending;
  }

  private @Nullable Pending append(JournalRow row, Undo undo) {
    long sequence = nextSequence++;
    Pending before = last;
    long made = tenure;
    Undo all =
        () -> {
          if (made != tenure) {
            return; // the lane was read again since; there is nothing left to take back
          }
          undo.run();
          nextSequence = sequence;
          last = before;
        };
    var pending = new Pending(row, tools.epoch(number), all);
    if (!tools.committer().offer(pending)) {
      all.run();
      return null;
    }
    last = pending;
    return pending;
  }

  /// Releases reservations whose time ran out, earliest first, at most so many.
  ///
  /// @return how many
  int releaseDue(int max) {
    lock.lock();
    try {
      long now = tools.clock().databaseMicros();
      int released = 0;
      for (OrderState due = book.firstDue(now);
          due != null && released < max && tools.refusal() == null;
          due = book.firstDue(now)) {
        if (!(apply(due, new OrderEvent.Close(Ending.RELEASE), "deadline")
            instanceof LaneAnswer.Applied)) {
          break;
        }
        released++;
      }
      tools.meters().released(released);
      return released;
    } finally {
      lock.unlock();
    }
  }

  /// The order's journal number, or -1.
  long find(ClientId client, ClientOrderId id) {
    lock.lock();
    try {
      return index.find(client, id);
    } finally {
      lock.unlock();
    }
  }

  void findAll(ClientOrderId id, LongConsumer found) {
    lock.lock();
    try {
      index.findAll(id, found);
    } finally {
      lock.unlock();
    }
  }

  /// The newest row: when it is durable, everything now in memory is.
  @Nullable Pending last() {
    lock.lock();
    try {
      return last;
    } finally {
      lock.unlock();
    }
  }

  /// What an account has, with the row that makes it durable.
  AccountView view(ClientId client) {
    lock.lock();
    try {
      return new AccountView(client, book.account(client), book.symbolsOf(client), last);
    } finally {
      lock.unlock();
    }
  }

  /// All accounts with exposure.
  List<AccountView> views() {
    lock.lock();
    try {
      var views = new ArrayList<AccountView>();
      book.forEachAccount(
          (client, total) -> views.add(new AccountView(client, total, List.of(), last)));
      return views;
    } finally {
      lock.unlock();
    }
  }

  /// Number of the next row.
  long nextSequence() {
    lock.lock();
    try {
      return nextSequence;
    } finally {
      lock.unlock();
    }
  }

  int openOrders() {
    lock.lock();
    try {
      return book.openOrders();
    } finally {
      lock.unlock();
    }
  }

  int ordersRemembered() {
    lock.lock();
    try {
      return index.size();
    } finally {
      lock.unlock();
    }
  }

  /// The lane as it is now, and the row that has to be durable before it may be kept.
  LanePicture picture() {
    lock.lock();
    try {
      return new LanePicture(new LaneSnapshot(nextSequence, nextDecision, book.snapshot()), last);
    } finally {
      lock.unlock();
    }
  }

  record LanePicture(LaneSnapshot snapshot, @Nullable Pending last) {}

  // Recovery: the lanes are not open yet, nobody else is here.

  void reset(LaneSnapshot snapshot) {
    lock.lock();
    try {
      book = new ExposureBook();
      book.restore(snapshot.book());
      index = new OrderIndex(tools.seed());
      memory.clear();
      nextSequence = snapshot.sequence();
      nextDecision = snapshot.decisionSequence();
      last = null;
      tenure++;
    } finally {
      lock.unlock();
    }
  }

  void remember(String client, String id, long sequence) {
    index.put(client, id, sequence);
  }

  /// Applies a row of the journal as it was applied when it was written.
  void replay(JournalRow row) {
    if (row.sequence() != nextSequence) {
      throw new IllegalStateException(
          "lane %d: the journal's next row is %d, expected %d"
              .formatted(number, row.sequence(), nextSequence));
    }
    nextSequence++;
    switch (row) {
      case JournalRow.Decided decided -> replayDecision(decided);
      case JournalRow.Happened happened -> replayEvent(happened);
    }
  }

  private void replayDecision(JournalRow.Decided row) {
    Decision decision = row.token().decision();
    if (decision.place().sequence() != nextDecision) {
      throw new IllegalStateException(
          "lane %d: the journal's next decision is %d, expected %d"
              .formatted(number, decision.place().sequence(), nextDecision));
    }
    nextDecision++;
    index.put(decision.client(), decision.order().id(), row.sequence());
    if (decision.reserved() != null) {
      book.reserve(OrderState.decided(row.sequence(), decision));
    }
  }

  private void replayEvent(JournalRow.Happened row) {
    OrderState open = book.open(row.order().sequence());
    if (open != null) {
      if (!(open.on(row.event()) instanceof Transition.Applied(OrderState after, var notes))) {
        throw new IllegalStateException(
            "lane %d: row %d does not apply to its order".formatted(number, row.sequence()));
      }
      book.apply(open, after, row.event());
    } else if (row.event() instanceof OrderEvent.Fill fill) {
      book.fillClosed(row.order().client(), row.symbol(), row.side(), fill);
    }
  }

  /// @throws IllegalStateException when the totals are not the sums of their parts
  void requireConsistent() {
    book.snapshot().requireConsistent();
  }
}
