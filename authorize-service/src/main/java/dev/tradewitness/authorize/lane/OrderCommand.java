package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.policy.PolicyOutcome;
import dev.tradewitness.authorize.policy.RulesInForce;
import dev.tradewitness.common.crypto.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// An order to be decided, with everything that can be known without its lane.
public record OrderCommand(
    Candidate candidate, Hash orderHash, UUID traceId, PolicyOutcome policy) {

  /// This order when its turn comes: valued by what is in force then, and judged again where that
  /// is another policy, or where the policy saw another value.
  OrderCommand under(RulesInForce now) {
    Candidate valued = candidate.under(now.controls());
    boolean isJudged = now.policy().ref().equals(policy.policy()) && valued.isValuedAs(candidate);
    return new OrderCommand(
        valued, orderHash, traceId, isJudged ? policy : now.policy().judge(valued));
  }

  /// What the decision says without blocking: about the valuation, then by the policy.
  List<Reason> warnings() {
    if (candidate.warnings().isEmpty()) {
      return policy.warnings();
    }
    var all = new ArrayList<>(candidate.warnings());
    all.addAll(policy.warnings());
    return all;
  }
}
