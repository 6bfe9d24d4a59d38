package dev.tradewitness.client.authorize;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.wire.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What authorize-service said to an order. Only a [Decision] can permit it, and only one whose
/// token is good for exactly this order; everything else blocks.
public sealed interface Authorization {

  /// Whether the order may go.
  default boolean permits() {
    return false;
  }

  /// The service decided.
  final class Decision implements Authorization {

    private final boolean authorized;
    private final List<Reason> reasons;
    private final List<String> warnings;
    private final List<TokenCheck.Fault> faults;
    private final @Nullable JsonObject token;
    private final String traceId;
    private final boolean replayed;

    private Decision(
        JsonObject answer, List<Reason> reasons, List<String> warnings, Checked checked) {
      this.authorized = "AUTHORIZED".equals(answer.string("status"));
      this.reasons = List.copyOf(reasons);
      this.warnings = List.copyOf(warnings);
      this.faults = checked.faults;
      this.token = checked.token;
      this.traceId = String.valueOf(answer.string("trace_id"));
      this.replayed =
          answer.get("replayed") instanceof JsonValue.JsonBoolean(boolean value) && value;
    }

    private record Checked(@Nullable JsonObject token, List<TokenCheck.Fault> faults) {}

    /// Reads the service's answer and checks its token against the order.
    static Decision of(JsonObject answer, Order order, TokenCheck check) {
      JsonObject token = answer.object("decision_token");
      List<TokenCheck.Fault> faults =
          token == null
              ? List.of(new TokenCheck.Fault("form", "there is no token"))
              : check.faults(token, order);
      return new Decision(
          answer,
          AnswerLists.reasons(answer),
          AnswerLists.codes(answer, "warnings"),
          new Checked(token, faults));
    }

    /// True when the order was authorized and its token passes every check.
    @Override
    public boolean permits() {
      return authorized && faults.isEmpty();
    }

    /// Why the order is blocked; empty when it was authorized.
    public List<Reason> reasons() {
      return reasons;
    }

    /// Codes such as `TOKEN_WITHHELD_ORDER_CLOSED`.
    public List<String> warnings() {
      return warnings;
    }

    /// The token's checks that failed; a blocked order's token always fails `status`.
    public List<TokenCheck.Fault> faults() {
      return faults;
    }

    /// The token as the service wrote it; null when the answer has none.
    public @Nullable JsonObject token() {
      return token;
    }

    public String traceId() {
      return traceId;
    }

    /// Whether this is an earlier decision about the same order.
    public boolean replayed() {
      return replayed;
    }

    @Override
    public String toString() {
      return "Decision[%s, reasons %s, faults %s]"
          .formatted(permits() ? "permits" : "blocks", reasons, faults);
    }
  }

  /// One control or rule that blocks the order.
  record Reason(String code, String ruleId, String message) {}

  /// The service does not take this request: it is malformed, or the id belongs to another order.
  /// The same request gets the same answer.
  record Refused(int status, String code, List<Violation> violations) implements Authorization {
    public Refused {
      violations = List.copyOf(violations);
    }
  }

  /// No decision is known. The order may be decided and reserved all the same: send the same
  /// request again to learn the decision, or report the order as cancelled.
  record Unavailable(String reason) implements Authorization {}
}
