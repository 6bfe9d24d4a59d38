package dev.tradewitness.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Optional;
import java.util.Set;

/// The programs that run apart from one another. A module is the first package below
/// `dev.tradewitness`.
final class Deployables {
  private static final String HOUSE = "dev.tradewitness.";
  private static final Set<String> NAMES =
      Set.of("capture", "anchor", "authorize", "vpin", "launcher", "verifier");

  private Deployables() {}

  static ArchCondition<JavaClass> meetOnTheWireOnly() {
    return new ArchCondition<>("depend on no class of another deployable") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        var own = of(type);
        type.getDirectDependenciesFromSelf().stream()
            .filter(dependency -> {
              var other = of(dependency.getTargetClass().getBaseComponentType());
              return other.isPresent() && !other.equals(own);
            })
            .forEach(dependency ->
                events.add(SimpleConditionEvent.violated(type, dependency.getDescription())));
      }
    };
  }

  private static Optional<String> of(JavaClass type) {
    String name = type.getPackageName();
    if (!name.startsWith(HOUSE)) {
      return Optional.empty();
    }
    String below = name.substring(HOUSE.length());
    int end = below.indexOf('.');
    return Optional.of(end < 0 ? below : below.substring(0, end)).filter(NAMES::contains);
  }
}
