package dev.tradewitness.spring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.tradewitness.architecture.HouseRules;

@AnalyzeClasses(
    packages = "dev.tradewitness.spring",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest static final ArchTests house = ArchTests.in(HouseRules.class);

  /// An application without actuator has neither on its class path.
  @ArchTest
  static final ArchRule onlyTheirOwnFeaturesNeedHealthAndMicrometer =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.tradewitness.spring.client..", "dev.tradewitness.spring.logged..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.springframework.boot.health..", "io.micrometer..");
}
