package dev.tradewitness.spring.logged;

import org.jspecify.annotations.Nullable;
import org.springframework.expression.Expression;

/// One [VcpLogged] with its expressions parsed.
///
/// @param condition null when every call is logged
/// @param trace null when each event has a trace of its own
record LoggedRule(
    String type,
    VcpLogged.On on,
    @Nullable Expression condition,
    Payload payload,
    @Nullable Expression trace) {

  /// Where the payload comes from.
  sealed interface Payload {

    record Plain() implements Payload {}

    record ByExpression(Expression expression) implements Payload {}

    record ByBean(String name) implements Payload {}
  }

  boolean isFor(@Nullable Throwable exception) {
    return switch (on) {
      case RESULT -> exception == null;
      case EXCEPTION -> exception != null;
      case BOTH -> true;
    };
  }
}
