package dev.tradewitness.authorize.policy;

import dev.tradewitness.authorize.decision.PolicyRef;
import dev.tradewitness.authorize.decision.Reason;
import java.util.List;

/// What a policy says about one order.
///
/// @param reasons every rule that blocks, in the policy's order; empty when the order may pass
/// @param warnings every rule that warns
public record PolicyOutcome(PolicyRef policy, List<Reason> reasons, List<Reason> warnings) {

  public PolicyOutcome {
    reasons = List.copyOf(reasons);
    warnings = List.copyOf(warnings);
  }
}
