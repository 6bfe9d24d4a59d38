package dev.tradewitness.authorize;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.stream.Stream;

/// No field, parameter, result or called method of a class is a float or a double.
final class FloatingPoint {

  private static final Set<String> TYPES =
      Set.of("double", "float", Double.class.getName(), Float.class.getName());

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
            type.getMethodCallsFromSelf().stream()
                .map(call -> call.getTarget().getRawReturnType().getName());
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
}
