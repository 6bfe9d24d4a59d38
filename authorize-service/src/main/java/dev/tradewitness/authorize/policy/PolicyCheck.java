package dev.tradewitness.authorize.policy;

import dev.tradewitness.common.wire.Violation;
import java.util.List;

/// What was found about a policy before it is put to use: whether it can be read and compiled, what
/// an order costs, and how its cases end.
///
/// @param violations with their places; when there are any, no case was run
/// @param cost steps of one evaluation of all rules, at most
public record PolicyCheck(List<Violation> violations, long cost, List<PolicyCase.Result> cases) {

  public PolicyCheck {
    violations = List.copyOf(violations);
    cases = List.copyOf(cases);
  }

  /// Compiles the policy and runs its cases.
  ///
  /// @param pointer of the document
  public static PolicyCheck of(PolicyDocument document, String pointer) {
    PolicyInspection.Result inspected =
        PolicyInspection.of(document.version().rules(), pointer + "/rules");
    if (!inspected.violations().isEmpty()) {
      return new PolicyCheck(inspected.violations(), inspected.cost(), List.of());
    }
    CelPolicyEngine engine = CelPolicyEngine.compile(document.version());
    return new PolicyCheck(
        List.of(),
        inspected.cost(),
        document.cases().stream().map(one -> one.run(engine)).toList());
  }

  /// Whether it may be put in force.
  public boolean isUsable() {
    return violations.isEmpty() && cases.stream().allMatch(PolicyCase.Result::passed);
  }
}
