package dev.tradewitness.verifier;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "dev.tradewitness.verifier",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule restsOnCommonAndBouncyCastleOnly =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.tradewitness.verifier..",
              "dev.tradewitness.common..",
              "dev.tradewitness.evidence..",
              "org.bouncycastle..",
              "org.jspecify..",
              "java..");

  @ArchTest
  static final ArchRule hasNoNetworkAndStartsNothing =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net..", "java.nio.channels..", "javax.net..")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(ProcessBuilder.class, Runtime.class);

  @ArchTest
  static final ArchRule onlyTheCommandLineTouchesFilesAndOutput =
      noClasses()
          .that()
          .resideInAPackage("dev.tradewitness.verifier.*..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.nio.file..")
          .orShould()
          .accessClassesThat()
          .belongToAnyOf(System.class, java.io.File.class, java.io.FileInputStream.class);

  @ArchTest
  static final ArchRule packagesAreLayered =
      slices().matching("dev.tradewitness.verifier.(*)..").should().beFreeOfCycles();
}
