package dev.tradewitness.fix;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.tradewitness.architecture.HouseRules;

@AnalyzeClasses(
    packages = "dev.tradewitness.fix",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  /// The other rules of the house are about features, and this is one package.
  @ArchTest static final ArchRule house = HouseRules.deployablesMeetOnTheWireOnly;

  @ArchTest
  static final ArchRule usesTheJdkAndCommonAlone =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.tradewitness.fix..",
              "dev.tradewitness.common..",
              "java.lang..",
              "java.nio.charset..",
              "java.time..",
              "java.util..",
              "org.jspecify.annotations..");

  /// Of common, these need libraries, which an engine need not have.
  @ArchTest
  static final ArchRule usesNothingOfCommonThatNeedsALibrary =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "dev[.]tradewitness[.]common[.](canonical[.]Json|crypto[.]Ed25519PublicKey|merkle[.]NoteKey)");
}
