package dev.tradewitness.evidence;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = {"dev.tradewitness.evidence.format", "dev.tradewitness.evidence.timestamp"},
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule knowsNoFrameworkClockStorageOrNetwork =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.tradewitness.evidence..",
              "dev.tradewitness.common..",
              "java.io",
              "java.lang..",
              "java.math..",
              "java.nio.charset..",
              "java.security..",
              "java.time..",
              "java.util..",
              "org.bouncycastle..",
              "org.jspecify.annotations..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("dev.tradewitness.evidence.(*)..").should().beFreeOfCycles();
}
