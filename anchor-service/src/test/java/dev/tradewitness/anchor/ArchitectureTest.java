package dev.tradewitness.anchor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.tradewitness.anchor", importOptions = DoNotIncludeTests.class)
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
  static final ArchRule featuresAreAcyclic =
      slices().matching("dev.tradewitness.anchor.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule theCoreKnowsNeitherKafkaNorHttp =
      noClasses()
          .that()
          .resideInAnyPackage("..anchor.log..", "..anchor.checkpoint..", "..anchor.batch..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.kafka..",
              "org.springframework.kafka..",
              "org.springframework.web..",
              "org.springframework.http..",
              "jakarta.servlet..");

  @ArchTest
  static final ArchRule edgesDoNotSeeOneAnother =
      slices()
          .matching("dev.tradewitness.anchor.(api|feed|publish)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule nobodyDependsOnAnEdge =
      noClasses()
          .that()
          .resideOutsideOfPackages("..anchor.api..", "..anchor.feed..", "..anchor.publish..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..anchor.api..", "..anchor.feed..", "..anchor.publish..");

  @ArchTest
  static final ArchRule onlyStoresKnowJdbc =
      noClasses()
          .that()
          .resideInAPackage("..anchor.log..")
          .and()
          .doNotHaveSimpleName("LogStore")
          .and()
          .doNotHaveSimpleName("LogConfiguration")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "org.springframework.jdbc..");

  @ArchTest
  static final ArchRule noOtherServiceIsKnown =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideOutsideOfPackages(
              "dev.tradewitness.capture..",
              "dev.tradewitness.authorize..",
              "dev.tradewitness.vpin..",
              "dev.tradewitness.launcher..",
              "dev.tradewitness.verifier..");
}
