package dev.tradewitness.authorize;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.stream.Stream;

/// No field, parameter or result of a class, and none of what it calls, is a float or a double.
/// Meters and the pauses between attempts take doubles; an amount is neither.
final class FloatingPoint {

  private static final Set<String> TYPES =
      Set.of("double", "float", Double.class.getName(), Float.class.getName());

  private static final Set<String> FIGURES = Set.of("io.micrometer.", "io.github.resilience4j.");

  private FloatingPoint() {}

  static ArchCondition<JavaClass> beAbsent() {
    return new ArchCondition<>("use no floating point") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        Stream<String> own =
            Stream.concat(
                type.getFields().stream().map(field -> field.getRawType().getName()),
                type.getCodeUnits().stream().flatMap(FloatingPoint::types));
        Stream<String> called =
            type.getCodeUnitCallsFromSelf().stream()
                .map(JavaCall::getTarget)
                .filter(target -> !isFigure(target))
                .flatMap(FloatingPoint::types);
        Stream.concat(own, called)
            .filter(TYPES::contains)
            .forEach(found ->
                events.add(SimpleConditionEvent.violated(type, type.getName() + " uses " + found)));
      }
    };
  }

  private static Stream<String> types(JavaCodeUnit unit) {
    return Stream.concat(
        unit.getRawParameterTypes().stream().map(JavaClass::getName),
        Stream.of(unit.getRawReturnType().getName()));
  }

  private static boolean isFigure(CodeUnitCallTarget called) {
    String owner = called.getOwner().getPackageName();
    return FIGURES.stream().anyMatch(owner::startsWith);
  }

  private static Stream<String> types(CodeUnitCallTarget called) {
    return Stream.concat(
        called.getRawParameterTypes().stream().map(JavaClass::getName),
        Stream.of(called.getRawReturnType().getName()));
  }
}
