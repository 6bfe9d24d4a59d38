package dev.tradewitness.authorize.policy;

import com.google.common.collect.ImmutableSet;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeBuilder;
import dev.cel.runtime.CelRuntimeFactory;
import java.math.BigDecimal;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;

/// CEL with an exact decimal type: `order.qty > 1000`, `order.price < dec('1.0')`, `order.qty *
/// order.price`. Comparing a decimal with a floating-point literal does not compile. Every decimal
/// is in its one form (see [ExactDecimal]), so `==` compares amounts.
final class DecimalCel {

  /// Makes a decimal of a string or an integer.
  static final String DEC = "dec";

  private static final OpaqueType DECIMAL = OpaqueType.create("decimal");

  /// Of all comprehensions in one evaluation.
  static final int ITERATIONS_MAX = 1_000;

  static final int EXPRESSION_CHARACTERS_MAX = 4_000;

  // A policy cannot run away: bounded comprehensions, bounded expression size.
  private static final CelOptions OPTIONS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .comprehensionMaxIterations(ITERATIONS_MAX)
          .maxExpressionCodePointSize(EXPRESSION_CHARACTERS_MAX)
          .build();

  private static final Map<String, IntPredicate> COMPARISONS =
      Map.of("_<_", c -> c < 0, "_<=_", c -> c <= 0, "_>_", c -> c > 0, "_>=_", c -> c >= 0);

  private static final Map<String, BiFunction<BigDecimal, BigDecimal, BigDecimal>> ARITHMETIC =
      Map.of(
          "_+_", BigDecimal::add,
          "_-_", BigDecimal::subtract,
          "_*_", BigDecimal::multiply);

  private DecimalCel() {}

  static CelCompiler condition() {
    return compiler().setResultType(SimpleType.BOOL).build();
  }

  static CelCompiler amount() {
    return compiler().setResultType(DECIMAL).build();
  }

  private static CelCompilerBuilder compiler() {
    CelCompilerBuilder builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar(Variables.CLIENT, SimpleType.STRING)
            .addVar(Variables.ID, SimpleType.STRING)
            .addVar(Variables.SYMBOL, SimpleType.STRING)
            .addVar(Variables.SIDE, SimpleType.STRING)
            .addVar(Variables.TYPE, SimpleType.STRING)
            .addVar(Variables.TIME_IN_FORCE, SimpleType.STRING)
            .addVar(Variables.QTY, DECIMAL)
            .addVar(Variables.HAS_PRICE, SimpleType.BOOL)
            .addVar(Variables.PRICE, DECIMAL)
            .addVar(Variables.VALUE, DECIMAL)
            .addFunctionDeclarations(
                CelFunctionDecl.newFunctionDeclaration(
                    DEC,
                    overload("dec_string", DECIMAL, SimpleType.STRING),
                    overload("dec_int", DECIMAL, SimpleType.INT)));
    COMPARISONS.keySet().forEach(f -> builder.addFunctionDeclarations(decl(f, SimpleType.BOOL)));
    ARITHMETIC.keySet().forEach(f -> builder.addFunctionDeclarations(decl(f, DECIMAL)));
    return builder;
  }

  private static CelFunctionDecl decl(String function, CelType result) {
    return CelFunctionDecl.newFunctionDeclaration(
        function,
        overload(function + "decimal_decimal", result, DECIMAL, DECIMAL),
        overload(function + "decimal_int", result, DECIMAL, SimpleType.INT));
  }

  private static CelOverloadDecl overload(String id, CelType result, CelType... arguments) {
    return CelOverloadDecl.newGlobalOverload(id, result, arguments);
  }

  static CelRuntime runtime() {
    CelRuntimeBuilder builder =
        CelRuntimeFactory.plannerRuntimeBuilder()
            .setOptions(OPTIONS)
            .addFunctionBindings(
                CelFunctionBinding.fromOverloads(
                    DEC,
                    CelFunctionBinding.from("dec_string", String.class, Decimal::of),
                    CelFunctionBinding.from("dec_int", Long.class, Decimal::of)));
    COMPARISONS.forEach((f, test) -> builder.addFunctionBindings(bindings(f, comparison(test))));
    ARITHMETIC.forEach(
        (f, op) -> builder.addFunctionBindings(bindings(f, (a, b) -> new Decimal(op.apply(a, b)))));
    return builder.build();
  }

  private static BiFunction<BigDecimal, BigDecimal, Object> comparison(IntPredicate test) {
    return (a, b) -> test.test(a.compareTo(b));
  }

  @SuppressWarnings("Immutable") // the functions of the two maps above hold no state
  private static ImmutableSet<CelFunctionBinding> bindings(
      String function, BiFunction<BigDecimal, BigDecimal, Object> body) {
    return CelFunctionBinding.fromOverloads(
        function,
        CelFunctionBinding.from(
            function + "decimal_decimal",
            Decimal.class,
            Decimal.class,
            (a, b) -> body.apply(a.value(), b.value())),
        CelFunctionBinding.from(
            function + "decimal_int",
            Decimal.class,
            Long.class,
            (a, b) -> body.apply(a.value(), BigDecimal.valueOf(b))));
  }

  /// What a rule can speak about.
  static final class Variables {
    static final String CLIENT = "order.client_id";
    static final String ID = "order.client_order_id";
    static final String SYMBOL = "order.symbol";
    static final String SIDE = "order.side";
    static final String TYPE = "order.type";
    static final String TIME_IN_FORCE = "order.time_in_force";
    static final String QTY = "order.qty";
    static final String HAS_PRICE = "order.has_price";
    static final String PRICE = "order.price";
    static final String VALUE = "order.value";

    private Variables() {}
  }
}
