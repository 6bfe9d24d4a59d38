package dev.tradewitness.authorize;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.tradewitness", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String ROOT = "dev.tradewitness.authorize.";

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
  static final ArchRule featuresFormNoCycles =
      slices().matching("dev.tradewitness.authorize.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule theCoreKnowsNoKafkaAndNoWeb =
      noClasses()
          .that()
          .resideInAnyPackage(
              ROOT + "order",
              ROOT + "decision",
              ROOT + "control",
              ROOT + "policy",
              ROOT + "exposure",
              ROOT + "journal",
              ROOT + "token",
              ROOT + "lane",
              ROOT + "ownership",
              ROOT + "lifecycle",
              ROOT + "admin")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.kafka..",
              "org.springframework.kafka..",
              "org.springframework.web..",
              "jakarta.servlet..",
              "dev.tradewitness.kit.web..",
              "dev.tradewitness.kit.kafka..");

  @ArchTest
  static final ArchRule edgesDoNotSeeOneAnother =
      noClasses()
          .that()
          .resideInAnyPackage(ROOT + "feed", ROOT + "publish")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT + "api");

  @ArchTest
  static final ArchRule theFeedDoesNotSeeThePublisher =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "feed")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT + "publish");

  @ArchTest
  static final ArchRule onlyTheStoresKnowTheDatabase =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT + "journal", ROOT + "admin")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("javax.sql..", "jakarta.persistence..");

  @ArchTest
  static final ArchRule servicesMeetOnTheWireOnly =
      noClasses()
          .that()
          .resideInAPackage("dev.tradewitness.authorize..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.tradewitness.capture..",
              "dev.tradewitness.anchor..",
              "dev.tradewitness.vpin..",
              "dev.tradewitness.launcher..");

  @ArchTest
  static final ArchRule amountsAreNeverFloatingPoint =
      classes()
          .that()
          .resideInAnyPackage(
              ROOT + "order",
              ROOT + "decision",
              ROOT + "control",
              ROOT + "exposure",
              ROOT + "token")
          .should(FloatingPoint.beAbsent());
}
