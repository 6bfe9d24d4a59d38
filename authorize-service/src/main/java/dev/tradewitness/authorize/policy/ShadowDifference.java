package dev.tradewitness.authorize.policy;

import dev.tradewitness.authorize.decision.Decision;
import dev.tradewitness.authorize.decision.DecisionStatus;
import dev.tradewitness.authorize.decision.Reason;
import java.util.List;

/// A decision that the shadow policy would have made otherwise.
///
/// @param decision as it was made and answered
/// @param status what it would have been; limits and trading states as they were
/// @param reasons all of them, limits and trading states included
public record ShadowDifference(Decision decision, DecisionStatus status, List<Reason> reasons) {

  public ShadowDifference {
    reasons = List.copyOf(reasons);
  }

  /// Whether an order would have passed that did not, or the other way about. Without that, only
  /// reasons differ.
  public boolean isOfStatus() {
    return decision.status() != status;
  }
}
