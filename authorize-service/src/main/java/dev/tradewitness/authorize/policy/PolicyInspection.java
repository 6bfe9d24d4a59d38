package dev.tradewitness.authorize.policy;

import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelExpr;
import dev.cel.compiler.CelCompiler;
import dev.tradewitness.common.wire.Violation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Type-checks every expression of a policy, names each fault with its place, and counts what an
/// evaluation costs at most. Not for sharing between threads.
final class PolicyInspection {

  private final CelCompiler conditions = DecimalCel.condition();
  private final CelCompiler amounts = DecimalCel.amount();
  private final List<Violation> violations = new ArrayList<>();
  private final ExpressionCost counting = new ExpressionCost();
  private long cost;

  private PolicyInspection() {}

  /// @param cost steps of one evaluation of all rules; counts only when nothing is wrong
  record Result(List<Violation> violations, long cost) {}

  /// @param pointer of the rules
  static Result of(List<PolicyRule> rules, String pointer) {
    var inspection = new PolicyInspection();
    for (int i = 0; i < rules.size(); i++) {
      PolicyRule rule = rules.get(i);
      String at = pointer + "/" + i;
      inspection.inspect(inspection.conditions, rule.when(), at + "/when");
      inspection.inspect(inspection.amounts, rule.figure(), at + "/figure");
      inspection.inspect(inspection.amounts, rule.limit(), at + "/limit");
    }
    if (inspection.cost > ExpressionCost.POLICY_MAX) {
      inspection.violations.add(
          new Violation(
              pointer,
              "TOO_COSTLY",
              "one order costs %d steps, allowed are %d"
                  .formatted(inspection.cost, ExpressionCost.POLICY_MAX)));
    }
    return new Result(List.copyOf(inspection.violations), inspection.cost);
  }

  private void inspect(CelCompiler compiler, @Nullable String expression, String pointer) {
    if (expression == null) {
      return;
    }
    try {
      CelExpr checked = compiler.compile(expression).getAst().getExpr();
      int faultsBefore = counting.faults().size();
      cost += counting.of(checked);
      counting
          .faults()
          .subList(faultsBefore, counting.faults().size())
          .forEach(fault -> violations.add(new Violation(pointer, "NOT_AVAILABLE", fault)));
    } catch (CelValidationException e) {
      for (CelIssue issue : e.getErrors()) {
        violations.add(new Violation(pointer, "NOT_AN_EXPRESSION", said(issue)));
      }
    }
  }

  private static String said(CelIssue issue) {
    return "line %d, column %d: %s"
        .formatted(
            issue.getSourceLocation().getLine(),
            issue.getSourceLocation().getColumn() + 1,
            issue.getMessage());
  }
}
