package dev.tradewitness.authorize.policy;

import dev.cel.common.CelValidationException;
import dev.cel.compiler.CelCompiler;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.decision.PolicyRef;
import dev.tradewitness.authorize.decision.Reason;
import dev.tradewitness.authorize.decision.Scope;
import dev.tradewitness.authorize.order.ExactDecimal;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A policy whose rules are CEL, parsed, type-checked and planned once. All rules are evaluated, so
/// that every one that blocks is reported.
public final class CelPolicyEngine implements PolicyEngine {

  private record CompiledRule(
      PolicyRule rule,
      CelRuntime.Program when,
      CelRuntime.@Nullable Program figure,
      CelRuntime.@Nullable Program limit) {}

  private final PolicyRef policy;
  private final List<CompiledRule> rules;

  private CelPolicyEngine(PolicyRef policy, List<CompiledRule> rules) {
    this.policy = policy;
    this.rules = rules;
  }

  /// @throws PolicyRefusedException naming the rule that does not compile
  public static CelPolicyEngine compile(PolicyVersion version) {
    CelCompiler conditions = DecimalCel.condition();
    CelCompiler amounts = DecimalCel.amount();
    CelRuntime runtime = DecimalCel.runtime();
    var rules = new ArrayList<CompiledRule>();
    for (PolicyRule rule : version.rules()) {
      String figure = rule.figure();
      String limit = rule.limit();
      rules.add(
          new CompiledRule(
              rule,
              program(conditions, runtime, rule, rule.when()),
              figure == null ? null : program(amounts, runtime, rule, figure),
              limit == null ? null : program(amounts, runtime, rule, limit)));
    }
    return new CelPolicyEngine(version.ref(), List.copyOf(rules));
  }

  private static CelRuntime.Program program(
      CelCompiler compiler, CelRuntime runtime, PolicyRule rule, String expression) {
    try {
      return runtime.createProgram(compiler.compile(expression).getAst());
    } catch (CelValidationException | CelEvaluationException e) {
      throw new PolicyRefusedException(
          "rule %s does not compile: %s".formatted(rule.id(), e.getMessage()), e);
    }
  }

  @Override
  public PolicyRef ref() {
    return policy;
  }

  @Override
  public PolicyOutcome judge(Candidate candidate) {
    var variables = OrderVariables.of(candidate);
    var reasons = new ArrayList<Reason>(2);
    var warnings = new ArrayList<Reason>(0);
    boolean allowed = false;
    for (CompiledRule compiled : rules) {
      PolicyRule rule = compiled.rule();
      try {
        if (!Boolean.TRUE.equals(compiled.when().eval(variables))) {
          continue;
        }
        switch (rule.effect()) {
          case BLOCK -> reasons.add(reason(compiled, variables, candidate));
          case WARN -> warnings.add(reason(compiled, variables, candidate));
          case ALLOW -> allowed = true;
        }
      } catch (CelEvaluationException | RuntimeException e) {
        // Fail closed: a rule that cannot be evaluated might have blocked.
        reasons.add(failed(rule.id(), candidate, "the rule could not be evaluated"));
      }
    }
    if (reasons.isEmpty() && !allowed) {
      reasons.add(failed("fallback", candidate, "no rule of the policy allows the order"));
    }
    return new PolicyOutcome(policy, reasons, warnings);
  }

  private Reason reason(CompiledRule compiled, OrderVariables variables, Candidate candidate)
      throws CelEvaluationException {
    PolicyRule rule = compiled.rule();
    return new Reason(
        rule.code(),
        rule.id(),
        rule.scope(),
        subject(rule.scope(), candidate),
        amount(compiled.figure(), variables),
        amount(compiled.limit(), variables),
        rule.unit(),
        rule.message());
  }

  private static @Nullable String amount(
      CelRuntime.@Nullable Program program, OrderVariables variables)
      throws CelEvaluationException {
    return program != null && program.eval(variables) instanceof Decimal(BigDecimal amount)
        ? ExactDecimal.text(amount)
        : null;
  }

  private static String subject(Scope scope, Candidate candidate) {
    return switch (scope) {
      case FIRM -> "all";
      // The order says nothing about its desk.
      case DESK -> throw new IllegalStateException("a rule of scope DESK");
      case ACCOUNT -> candidate.client().value();
      case SYMBOL -> candidate.order().symbol().value();
      case ORDER -> candidate.order().id().value();
    };
  }

  private Reason failed(String ruleId, Candidate candidate, String message) {
    return new Reason(
        "POLICY_ERROR",
        ruleId,
        Scope.ORDER,
        candidate.order().id().value(),
        null,
        null,
        null,
        message + " (policy " + policy.version() + ")");
  }
}
