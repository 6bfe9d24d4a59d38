package dev.tradewitness.anchor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.tradewitness.architecture.HouseRules;

@AnalyzeClasses(packages = "dev.tradewitness.anchor", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest static final ArchTests house = ArchTests.in(HouseRules.class);

  @ArchTest
  static final ArchRule theCoreKnowsNeitherKafkaNorHttp =
      HouseRules.neitherKafkaNorTheWebIn(
          "..anchor.log..", "..anchor.checkpoint..", "..anchor.batch..");

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
}
