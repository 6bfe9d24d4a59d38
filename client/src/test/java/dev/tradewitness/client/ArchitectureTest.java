package dev.tradewitness.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.tradewitness.architecture.HouseRules;

@AnalyzeClasses(
    packages = "dev.tradewitness.client",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest static final ArchTests house = ArchTests.in(HouseRules.class);

  @ArchTest
  static final ArchRule usesTheJdkAndCommonAlone =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.tradewitness.client..",
              "dev.tradewitness.common..",
              "java..",
              "javax.crypto..",
              "javax.net.ssl..",
              "org.jspecify.annotations..");

  /// Of common, these need libraries; the client's own are `JsonText` and `VerifierKey`.
  @ArchTest
  static final ArchRule usesNothingOfCommonThatNeedsALibrary =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "dev[.]tradewitness[.]common[.](canonical[.]Json|crypto[.]Ed25519PublicKey|merkle[.]NoteKey)");

  @ArchTest
  static final ArchRule featuresDoNotKnowTheFacade =
      noClasses()
          .that()
          .resideInAPackage("dev.tradewitness.client.*..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.tradewitness.client");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("dev.tradewitness.client.(*)..").should().beFreeOfCycles();
}
