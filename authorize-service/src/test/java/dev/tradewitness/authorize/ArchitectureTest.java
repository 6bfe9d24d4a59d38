package dev.tradewitness.authorize;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.tradewitness.architecture.HouseRules;
import java.math.BigDecimal;

@AnalyzeClasses(packages = "dev.tradewitness.authorize", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String ROOT = "dev.tradewitness.authorize.";

  @ArchTest static final ArchTests house = ArchTests.in(HouseRules.class);

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
  static final ArchRule amountsAreNeverFloatingPoint =
      classes()
          .that()
          .resideInAPackage("dev.tradewitness.authorize..")
          .should(FloatingPoint.beAbsent());

  @ArchTest
  static void aDoubleThatOnlyPassesThroughIsFound(JavaClasses ignored) {
    JavaClasses passing = new ClassFileImporter().importClasses(PassesThrough.class);
    assertThat(
            classes()
                .should(FloatingPoint.beAbsent())
                .evaluate(passing)
                .getFailureReport()
                .getDetails())
        .hasSize(2);
  }

  /// Has no field, parameter or result that is a double.
  private static final class PassesThrough {
    @SuppressWarnings({"BigDecimalLiteralDouble", "UnusedMethod"}) // for its bytecode
    static BigDecimal half(BigDecimal amount) {
      return amount.multiply(BigDecimal.valueOf(0.5)).add(new BigDecimal(0.25));
    }
  }
}
