package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.policy.PolicyOutcome;
import dev.tradewitness.common.crypto.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// An order to be decided, with everything that can be known without its lane.
public record OrderCommand(
    Candidate candidate, Hash orderHash, UUID traceId, PolicyOutcome policy) {

  /// What the decision says without blocking: about the valuation, then by the policy.
  public List<Reason> warnings() {
    if (candidate.warnings().isEmpty()) {
      return policy.warnings();
    }
    var all = new ArrayList<>(candidate.warnings());
    all.addAll(policy.warnings());
    return all;
  }
}
