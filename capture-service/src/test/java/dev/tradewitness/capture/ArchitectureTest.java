package dev.tradewitness.capture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// Holds the house's walls.
@AnalyzeClasses(packages = "dev.tradewitness.capture", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule transactionsBeginAndEndInTheOpen =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.springframework.transaction.annotation..",
              "org.springframework.transaction.event..",
              "jakarta.transaction..")
          .because("nothing makes proxies for their annotations: they would do nothing");

  @ArchTest
  static final ArchRule featuresHaveNoCycles =
      slices().matching("dev.tradewitness.capture.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule coresKnowNeitherKafkaNorTheWeb =
      noClasses()
          .that()
          .resideInAnyPackage(
              "..decode..", "..stream..", "..intake..", "..spool..", "..search..", "..anchored..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.kafka..",
              "org.springframework.kafka..",
              "org.springframework.web..",
              "org.springframework.http..",
              "jakarta.servlet..");

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

  @ArchTest
  static final ArchRule servicesMeetOnTheWireOnly =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.tradewitness.anchor..",
              "dev.tradewitness.authorize..",
              "dev.tradewitness.vpin..",
              "dev.tradewitness.launcher..",
              "dev.tradewitness.verifier..");
}
