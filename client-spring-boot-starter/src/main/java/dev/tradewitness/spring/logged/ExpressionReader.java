package dev.tradewitness.spring.logged;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.Assign;
import org.springframework.expression.spel.ast.BeanReference;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.ConstructorReference;
import org.springframework.expression.spel.ast.FunctionReference;
import org.springframework.expression.spel.ast.Indexer;
import org.springframework.expression.spel.ast.InlineMap;
import org.springframework.expression.spel.ast.MethodReference;
import org.springframework.expression.spel.ast.OpDec;
import org.springframework.expression.spel.ast.OpInc;
import org.springframework.expression.spel.ast.Projection;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.Selection;
import org.springframework.expression.spel.ast.TypeReference;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;

/// Parses expressions, and finds at the start what could only fail at each call: names that nothing
/// has, and what the restricted context refuses.
final class ExpressionReader {

  /// What every expression may name beside the arguments.
  static final List<String> OUTCOMES = List.of("result", "exception");

  private static final SpelExpressionParser PARSER = new SpelExpressionParser();
  private static final Set<Class<? extends SpelNode>> REFUSED =
      Set.of(
          TypeReference.class,
          ConstructorReference.class,
          BeanReference.class,
          FunctionReference.class,
          Assign.class,
          OpInc.class,
          OpDec.class);

  private final Set<String> known = new TreeSet<>();

  ExpressionReader(List<String> parameters) {
    parameters.forEach(parameter -> known.add("#" + parameter));
    OUTCOMES.forEach(outcome -> known.add("#" + outcome));
  }

  /// @throws IllegalArgumentException when it is not an expression, or one that cannot work
  SpelExpression read(String text) {
    SpelExpression expression;
    try {
      expression = PARSER.parseRaw(text);
    } catch (ParseException | IllegalStateException e) {
      throw new IllegalArgumentException("`%s`: %s".formatted(text, e.getMessage()), e);
    }
    try {
      check(expression.getAST(), false);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("`%s`: %s".formatted(text, e.getMessage()), e);
    }
    return expression;
  }

  /// @param inElement whether a name without `#` is one of the element of a list
  private void check(SpelNode node, boolean inElement) {
    switch (node) {
      case CompoundExpression path -> path(path, inElement);
      case InlineMap map -> {
        for (int i = 0; i < map.getChildCount(); i++) {
          boolean isName = i % 2 == 0 && map.getChild(i) instanceof PropertyOrFieldReference;
          if (!isName) {
            check(map.getChild(i), inElement);
          }
        }
      }
      case Projection list -> children(list, true);
      case Selection list -> children(list, true);
      case VariableReference name -> known(name.toStringAST(), inElement);
      case PropertyOrFieldReference name -> {
        element(name, inElement);
        property(name);
      }
      case MethodReference call -> {
        element(call, inElement);
        children(call, inElement);
      }
      default -> {
        if (REFUSED.contains(node.getClass())) {
          throw new IllegalArgumentException(
              "%s is not allowed; expressions read arguments, result and exception"
                  .formatted(node.toStringAST()));
        }
        children(node, inElement);
      }
    }
  }

  /// Only the first part of a path stands alone: the others are names of what is before them.
  private void path(CompoundExpression path, boolean inElement) {
    check(path.getChild(0), inElement);
    for (int i = 1; i < path.getChildCount(); i++) {
      switch (path.getChild(i)) {
        case PropertyOrFieldReference name -> property(name);
        case MethodReference call -> children(call, inElement);
        case Indexer index when index.getChild(0) instanceof PropertyOrFieldReference -> {}
        case SpelNode other -> check(other, inElement);
      }
    }
  }

  private void children(SpelNode node, boolean inElement) {
    for (int i = 0; i < node.getChildCount(); i++) {
      check(node.getChild(i), inElement);
    }
  }

  private void known(String name, boolean inElement) {
    // Not #root: in a list, too, it is what a whole expression is about, and here that is nothing.
    boolean isElement = inElement && name.equals("#this");
    if (!isElement && !known.contains(name)) {
      throw new IllegalArgumentException("there is no %s, only %s".formatted(name, known));
    }
  }

  private static void property(PropertyOrFieldReference name) {
    if (name.getName().equals("class")) {
      throw new IllegalArgumentException("class is not allowed");
    }
  }

  private static void element(SpelNode name, boolean inElement) {
    if (!inElement) {
      throw new IllegalArgumentException(
          "%s names nothing; an argument is written with #".formatted(name.toStringAST()));
    }
  }
}
