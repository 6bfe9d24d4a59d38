package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.policy.PolicyEngine;
import dev.tradewitness.authorize.policy.PolicyOutcome;
import dev.tradewitness.common.crypto.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// An order to be decided, with everything that can be known without its lane.
public record OrderCommand(
    Candidate candidate, Hash orderHash, UUID traceId, PolicyOutcome policy) {

  /// This order as the policy judges it; judged again only where another policy did.
  OrderCommand judgedBy(PolicyEngine engine) {
    return engine.ref().equals(policy.policy())
        ? this
        : new OrderCommand(candidate, orderHash, traceId, engine.judge(candidate));
  }

  /// What the decision says without blocking: about the valuation, then by the policy.
  ///
  /// @param valued the order as it is valued when its turn comes
  List<Reason> warnings(Candidate valued) {
    if (valued.warnings().isEmpty()) {
      return policy.warnings();
    }
    var all = new ArrayList<>(valued.warnings());
    all.addAll(policy.warnings());
    return all;
  }
}
