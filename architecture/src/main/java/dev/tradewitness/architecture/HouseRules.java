package dev.tradewitness.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// What holds in every module. An `ArchitectureTest` takes them all with `@ArchTest static final
/// ArchTests house = ArchTests.in(HouseRules.class)`.
public final class HouseRules {
  private HouseRules() {}

  /// A feature is a first-level package of a module.
  @ArchTest
  public static final ArchRule featuresHaveNoCycles =
      slices().matching("dev.tradewitness.(*).(*)..").should().beFreeOfCycles();

  @ArchTest
  public static final ArchRule deployablesMeetOnTheWireOnly =
      classes().should(Deployables.meetOnTheWireOnly());

  @ArchTest
  public static final ArchRule transactionsBeginAndEndInTheOpen =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.springframework.transaction.annotation..",
              "org.springframework.transaction.event..",
              "jakarta.transaction..")
          .because("nothing makes proxies for their annotations: they would do nothing");

  /// The rule for the packages of a service that decide and do not talk.
  public static ArchRule neitherKafkaNorTheWebIn(String... packages) {
    return noClasses()
        .that()
        .resideInAnyPackage(packages)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.kafka..",
            "org.springframework.kafka..",
            "org.springframework.web..",
            "org.springframework.http..",
            "jakarta.servlet..");
  }
}
