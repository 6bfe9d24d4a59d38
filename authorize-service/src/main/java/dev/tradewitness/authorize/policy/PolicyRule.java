package dev.tradewitness.authorize.policy;

import dev.tradewitness.authorize.decision.Scope;
import org.jspecify.annotations.Nullable;

/// One rule of a policy, as its author wrote it.
///
/// @param code what a decision says when the rule speaks
/// @param when a condition; the rule speaks where it is true
/// @param figure an expression for the value that is judged; null when there is none
/// @param limit an expression for the value it is judged by; null when there is none
public record PolicyRule(
    String id,
    String code,
    String when,
    Effect effect,
    Scope scope,
    String message,
    @Nullable String figure,
    @Nullable String limit,
    @Nullable String unit) {

  /// What a rule that speaks does.
  public enum Effect {
    /// The order is blocked.
    BLOCK,
    /// The answer carries a warning.
    WARN,
    /// The order may pass if no rule blocks it. An order that no rule allows is blocked.
    ALLOW
  }
}
