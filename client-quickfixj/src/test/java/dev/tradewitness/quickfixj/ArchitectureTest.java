package dev.tradewitness.quickfixj;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.tradewitness.architecture.HouseRules;

@AnalyzeClasses(
    packages = "dev.tradewitness.quickfixj",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  /// The other rules of the house are about features, and this is one package.
  @ArchTest static final ArchRule house = HouseRules.deployablesMeetOnTheWireOnly;

  @ArchTest
  static final ArchRule usesTheClientTheMappingAndQuickfixAlone =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.tradewitness.quickfixj..",
              "dev.tradewitness.fix..",
              "dev.tradewitness.client..",
              "dev.tradewitness.common..",
              "java..",
              "quickfix..",
              "org.jspecify.annotations..");

  /// Other engines use the rest without it.
  @ArchTest
  static final ArchRule onlyTheWrapperNeedsQuickfix =
      noClasses()
          .that()
          .haveNameNotMatching(".*[.]RecordedApplication.*")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("quickfix..");
}
