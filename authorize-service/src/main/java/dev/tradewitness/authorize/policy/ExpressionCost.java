package dev.tradewitness.authorize.policy;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.tradewitness.authorize.order.ExactDecimal;
import java.util.ArrayList;
import java.util.List;

/// Counts the steps that one evaluation of an expression takes at most, before anything is
/// evaluated: every operation, literal and variable is a step, a loop counts its body once for each
/// element, and a product once more for each product within it, because its digits grow. Not for
/// sharing between threads.
final class ExpressionCost {

  /// Of all expressions of a policy: a tenth of a millisecond or less on the way of every order.
  static final long POLICY_MAX = 10_000;

  /// No product of two costs overflows.
  private static final long CAP = 1_000_000_000;

  private static final String PRODUCT = "_*_";

  private final List<String> faults = new ArrayList<>();
  private long products;

  /// What cannot be put to use although it type-checks, each as a sentence.
  List<String> faults() {
    return faults;
  }

  long of(CelExpr expression) {
    long cost =
        switch (expression.getKind()) {
          case NOT_SET, CONSTANT, IDENT -> 1;
          case SELECT -> plus(1, of(expression.select().operand()));
          case CALL -> ofCall(expression.call());
          case LIST -> plus(1, ofAll(expression.list().elements()));
          case STRUCT -> {
            faults.add("messages are not available");
            yield CAP;
          }
          case MAP -> {
            long entries = 1;
            for (CelExpr.CelMap.Entry entry : expression.map().entries()) {
              entries = plus(entries, plus(of(entry.key()), of(entry.value())));
            }
            yield entries;
          }
          case COMPREHENSION -> ofLoop(expression.comprehension());
        };
    return Math.min(cost, CAP);
  }

  private long ofCall(CelExpr.CelCall call) {
    switch (call.function()) {
      // The size of a compiled regular expression has no bound that is known before.
      case "matches" -> faults.add("matches is not available");
      case DecimalCel.DEC -> checkDecimal(call.args());
      default -> {}
    }
    long before = products;
    long cost = plus(1, ofAll(call.args()));
    if (call.target().isPresent()) {
      cost = plus(cost, of(call.target().get()));
    }
    if (call.function().equals(PRODUCT)) {
      cost = plus(cost, products - before);
      products++;
    }
    return cost;
  }

  private void checkDecimal(List<CelExpr> arguments) {
    for (CelExpr argument : arguments) {
      if (argument.getKind() == CelExpr.ExprKind.Kind.CONSTANT
          && argument.constant().getKind() == CelConstant.Kind.STRING_VALUE
          && ExactDecimal.bounded(argument.constant().stringValue()) == null) {
        faults.add("dec('" + argument.constant().stringValue() + "') is not a number");
      }
    }
  }

  private long ofAll(List<CelExpr> expressions) {
    long cost = 0;
    for (CelExpr expression : expressions) {
      cost = plus(cost, of(expression));
    }
    return cost;
  }

  private long ofLoop(CelExpr.CelComprehension loop) {
    long once = plus(of(loop.loopCondition()), of(loop.loopStep()));
    long times = Math.min(elements(loop.iterRange()), CAP);
    long all = plus(of(loop.iterRange()), times * once);
    return plus(all, plus(of(loop.accuInit()), of(loop.result())));
  }

  /// How many elements there are at most.
  private static long elements(CelExpr range) {
    return switch (range.getKind()) {
      case LIST -> range.list().elements().size();
      case MAP -> range.map().entries().size();
      // What map and filter make has at most one element for each.
      case COMPREHENSION -> elements(range.comprehension().iterRange());
      case CALL -> elements(range.call());
      case NOT_SET, CONSTANT, IDENT, SELECT, STRUCT -> DecimalCel.ITERATIONS_MAX;
    };
  }

  private static long elements(CelExpr.CelCall call) {
    List<CelExpr> arguments = call.args();
    return switch (call.function()) {
      case "_+_" -> plus(elements(arguments.getFirst()), elements(arguments.getLast()));
      case "_?_:_" -> Math.max(elements(arguments.get(1)), elements(arguments.getLast()));
      default -> DecimalCel.ITERATIONS_MAX;
    };
  }

  private static long plus(long one, long other) {
    return Math.min(one + other, CAP);
  }
}
