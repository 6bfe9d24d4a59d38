package dev.tradewitness.vpin;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.tradewitness.architecture.HouseRules;

@AnalyzeClasses(packages = "dev.tradewitness.vpin", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest static final ArchTests house = ArchTests.in(HouseRules.class);

  @ArchTest
  static final ArchRule theCoreKnowsNoFramework =
      noClasses()
          .that()
          .resideInAnyPackage("..vpin.classify..", "..vpin.bucket..", "..vpin.reading..")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages(
              "java.lang..",
              "java.nio",
              "java.util..",
              "org.jspecify..",
              "dev.tradewitness.vpin.classify..",
              "dev.tradewitness.vpin.bucket..",
              "dev.tradewitness.vpin.reading..");

  @ArchTest
  static final ArchRule theCoreReadsNoClock =
      noClasses()
          .that()
          .resideInAnyPackage("..vpin.classify..", "..vpin.bucket..", "..vpin.reading..")
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .dependOnClassesThat()
          .resideInAPackage("java.time..");

  @ArchTest
  static final ArchRule onlyStateAndHealthKnowTheDatabase =
      noClasses()
          .that()
          .resideOutsideOfPackages("..vpin.state..", "..vpin.api..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..", "org.springframework.jdbc..");

  @ArchTest
  static final ArchRule onlyFeedAndPublishKnowKafka =
      noClasses()
          .that()
          .resideOutsideOfPackages("..vpin.feed..", "..vpin.publish..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "org.springframework.kafka..");

  @ArchTest
  static final ArchRule onlyTheApiKnowsTheWeb =
      noClasses()
          .that()
          .resideOutsideOfPackage("..vpin.api..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.springframework.web..", "jakarta.servlet..");

  @ArchTest
  static final ArchRule edgesDoNotSeeOneAnother =
      slices()
          .matching("dev.tradewitness.vpin.(feed|publish|api)..")
          .should()
          .notDependOnEachOther();
}
