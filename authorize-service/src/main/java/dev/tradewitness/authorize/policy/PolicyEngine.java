package dev.tradewitness.authorize.policy;

import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.decision.PolicyRef;

/// A policy version made ready to judge. Safe for any number of threads.
public interface PolicyEngine {

  /// The version that judges.
  PolicyRef ref();

  /// What the policy says about an order. Never throws: a rule that cannot be evaluated blocks.
  PolicyOutcome judge(Candidate candidate);
}
