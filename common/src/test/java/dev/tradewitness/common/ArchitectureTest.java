package dev.tradewitness.common;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.tradewitness.architecture.HouseRules;

@AnalyzeClasses(
    packages = "dev.tradewitness.common",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest static final ArchTests house = ArchTests.in(HouseRules.class);

  @ArchTest
  static final ArchRule commonKnowsNoFrameworkClockStorageOrNetwork =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.tradewitness.common..",
              "java.lang..",
              "java.util..",
              "java.math..",
              "java.nio",
              "java.nio.charset..",
              "java.security..",
              "java.time..",
              "tools.jackson.core..",
              "org.bouncycastle.math.ec.rfc8032..",
              "org.jspecify.annotations..");
}
