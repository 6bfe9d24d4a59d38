package dev.tradewitness.authorize;

import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.decision.PolicyRef;
import dev.tradewitness.authorize.policy.PolicyEngine;
import dev.tradewitness.authorize.policy.PolicyOutcome;
import java.util.List;

/// A policy that has nothing to say, for tests of what is around it.
public record NoRules(PolicyRef ref) implements PolicyEngine {

  public static final NoRules POLICY = new NoRules(new PolicyRef("test-1", ""));

  @Override
  public PolicyOutcome judge(Candidate candidate) {
    return new PolicyOutcome(ref, List.of(), List.of());
  }
}
