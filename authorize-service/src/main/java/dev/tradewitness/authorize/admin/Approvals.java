package dev.tradewitness.authorize.admin;

import dev.tradewitness.authorize.admin.ControlRecord.Entry;
import dev.tradewitness.authorize.admin.ControlRecord.Step;
import dev.tradewitness.authorize.admin.ControlTarget.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Keeps changes until a second person approves them, and says who may.
///
/// Call inside the transaction of the change.
final class Approvals {

  private final ControlLedger ledger;
  private final ChangesProperties properties;

  Approvals(ControlLedger ledger, ChangesProperties properties) {
    this.ledger = ledger;
    this.properties = properties;
  }

  /// Records a request, or finds the same one.
  Change wait(Entry entry) {
    // Room for a resume when everything else is taken.
    int max =
        entry.target().kind() == Kind.TRADING_STATE
            ? properties.waitingMax() + Math.ceilDiv(properties.waitingMax(), 10)
            : properties.waitingMax();
    List<ControlRecord> waiting = ledger.waiting(entry.at(), max);
    for (ControlRecord other : waiting) {
      if (other.asksForTheSame(entry)) {
        return new Change.Waits(other);
      }
    }
    return waiting.size() < max
        ? new Change.Waits(ledger.append(entry))
        : new Change.Refused(Change.Refusal.CHANGES_FULL);
  }

  /// Whether the change was settled so by the same person with the same comment.
  static boolean isSettled(
      List<ControlRecord> steps, Step step, String actor, @Nullable String comment) {
    return steps.size() > 1
        && steps.getLast().step() == step
        && steps.getLast().actor().equals(actor)
        && Objects.equals(steps.getLast().comment(), comment);
  }

  /// Why the person may not approve the change; null when he may.
  Change.@Nullable Refusal refusal(List<ControlRecord> steps, String approver, Instant now) {
    if (steps.isEmpty()) {
      return Change.Refusal.UNKNOWN_CHANGE;
    }
    ControlRecord newest = steps.getLast();
    if (newest.step() != Step.REQUESTED) {
      return Change.Refusal.CHANGE_SETTLED;
    }
    if (newest.isExpired(now)) {
      return Change.Refusal.CHANGE_EXPIRED;
    }
    if (Person.same(newest.author(), approver)) {
      return Change.Refusal.OWN_CHANGE;
    }
    boolean mayApprove =
        properties.approvers().isEmpty()
            || properties.approvers().stream().anyMatch(one -> Person.same(one, approver));
    return mayApprove ? null : Change.Refusal.NOT_AN_APPROVER;
  }
}
