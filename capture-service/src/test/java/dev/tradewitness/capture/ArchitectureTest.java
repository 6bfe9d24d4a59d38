package dev.tradewitness.capture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.tradewitness.architecture.HouseRules;

/// Holds the house's walls.
@AnalyzeClasses(packages = "dev.tradewitness.capture", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest static final ArchTests house = ArchTests.in(HouseRules.class);

  @ArchTest
  static final ArchRule coresKnowNeitherKafkaNorTheWeb =
      HouseRules.neitherKafkaNorTheWebIn(
          "..decode..", "..stream..", "..intake..", "..spool..", "..search..", "..anchored..");

  @ArchTest
  static final ArchRule theDecoderKnowsNoFrameworkNoStoreAndNoClock =
      noClasses()
          .that()
          .resideInAPackage("..decode..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.springframework..", "java.sql..", "javax.sql..", "io.micrometer..");

  @ArchTest
  static final ArchRule doorsDoNotSeeOneAnother =
      slices().matching("dev.tradewitness.capture.source.(*)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule onlyWhatStoresKnowsTheDatabase =
      noClasses()
          .that()
          .resideInAnyPackage("..source..", "..intake..", "..spool..", "..decode..", "..health..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..", "org.springframework.jdbc..");
}
