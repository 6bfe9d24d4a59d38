package dev.tradewitness.authorize.policy;

import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.decision.DecisionStatus;
import dev.tradewitness.authorize.decision.Reason;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// An order with what a policy is to say about it. Only the policy's rules are asked: limits and
/// trading states are others' values and change without it.
///
/// @param reasons the codes of all rules that are to block, in any order; null when the case names
///   none
public record PolicyCase(
    String name, Candidate candidate, DecisionStatus expect, @Nullable List<String> reasons) {

  public PolicyCase {
    reasons = reasons == null ? null : List.copyOf(reasons);
  }

  /// What a policy said about the order of a case.
  ///
  /// @param reasons the codes of all rules that block
  public record Result(PolicyCase of, DecisionStatus found, List<String> reasons) {

    public boolean passed() {
      return found == of.expect && (of.reasons == null || same(of.reasons, reasons));
    }

    private static boolean same(List<String> one, List<String> other) {
      return new TreeSet<>(one).equals(new TreeSet<>(other));
    }
  }

  Result run(PolicyEngine policy) {
    List<Reason> reasons = policy.judge(candidate).reasons();
    return new Result(
        this,
        reasons.isEmpty() ? DecisionStatus.AUTHORIZED : DecisionStatus.BLOCKED,
        reasons.stream().map(Reason::code).toList());
  }
}
