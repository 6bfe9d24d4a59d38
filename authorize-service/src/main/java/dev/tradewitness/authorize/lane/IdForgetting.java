package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.lane.SegmentEdits.Cut;
import java.util.function.IntPredicate;

/// Takes ids out of an index, so few at a time that an order never waits long for it: those of days
/// that leave, and, when the index is full, those of clients above their share or else the oldest.
///
/// Owned by its lane: call only under the lane's lock.
final class IdForgetting {

  /// Ids that go at once because they are the oldest. The time is that of copying a segment's
  /// numbers and of counting so many clients.
  private static final int PORTION = 1024;

  private final SegmentChain segments;
  private final ClientShares clients;
  private final ForgottenIds forgotten;
  private final int forgottenClientsMax;
  private int forgottenEarly;
  private int clientsWidened;

  /// @param forgottenClientsMax clients in the sets of those of which ids were forgotten
  IdForgetting(
      SegmentChain segments,
      ClientShares clients,
      ForgottenIds forgotten,
      int forgottenClientsMax) {
    this.segments = segments;
    this.clients = clients;
    this.forgotten = forgotten;
    this.forgottenClientsMax = forgottenClientsMax;
  }

  /// Forgets some ids of days that have not left, all in one segment: those of clients above their
  /// share, or, when no client is, some of the oldest segment that has any.
  ///
  /// @return how many ids were forgotten, at least one
  int forgetEarly() {
    IntPredicate above = clients.isAnyAbove() ? clients.above() : null;
    int place = segments.oldestWith(above == null ? client -> true : above);
    if (place < 0) {
      throw new IllegalStateException(
          "%d ids are remembered in no segment".formatted(clients.ids()));
    }
    IndexSegment oldest = segments.at(place);
    Cut cut =
        above == null
            ? SegmentEdits.forgettingSome(oldest, PORTION)
            : SegmentEdits.forgetting(oldest, above);
    segments.replace(place, cut.left());
    limitForgottenClients();
    clients.remove(cut.clients());
    forgotten.add(cut.keys(), cut.last(), oldest.day());
    forgottenEarly += cut.count();
    return cut.count();
  }

  /// Forgets some ids of earlier days; of a segment without ids, also whose it had.
  ///
  /// @param firstDay days since 1970, UTC
  /// @return how many ids were forgotten; zero when earlier days have none left
  int evictSome(int firstDay) {
    forgotten.evict(firstDay);
    for (IndexSegment oldest = segments.oldestBefore(firstDay);
        oldest != null;
        oldest = segments.oldestBefore(firstDay)) {
      Cut cut = SegmentEdits.droppingSome(oldest, PORTION);
      if (cut.left().size() > 0) {
        segments.replace(0, cut.left());
      } else {
        segments.removeOldest();
      }
      clients.remove(cut.clients());
      if (cut.count() > 0) {
        return cut.count();
      }
    }
    return 0;
  }

  /// Keeps the sets of clients of which ids were forgotten inside their bound. Beyond it the
  /// filters alone tell a forgotten id from a new one.
  void limitForgottenClients() {
    clientsWidened += segments.limitForgottenClients(forgottenClientsMax);
  }

  /// Sets given up by [#limitForgottenClients] since this was asked last.
  int takeClientsWidened() {
    int count = clientsWidened;
    clientsWidened = 0;
    return count;
  }

  /// Ids forgotten by [#forgetEarly] since this was asked last.
  int takeForgottenEarly() {
    int count = forgottenEarly;
    forgottenEarly = 0;
    return count;
  }
}
