package dev.tradewitness.authorize.policy;

import dev.tradewitness.authorize.control.Candidate;

/// A policy version made ready to judge. Safe for any number of threads.
public interface PolicyEngine {

  /// What the policy says about an order. Never throws: a rule that cannot be evaluated blocks.
  PolicyOutcome judge(Candidate candidate);
}
