package dev.tradewitness.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.tradewitness.capture.feed.Feed;
import dev.tradewitness.capture.feed.Marked;
import dev.tradewitness.capture.intake.Intake;
import dev.tradewitness.vpin.feed.Metrics;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;

/// Each rule finds what it forbids, and lets through what it does not.
class HouseRulesTest {

  @Test
  void twoFeaturesThatUseEachOtherAreACycle() {
    assertBroken(HouseRules.featuresHaveNoCycles, "Cycle detected", Feed.class, Intake.class);
    assertHolds(HouseRules.featuresHaveNoCycles, Feed.class, Metrics.class);
  }

  @Test
  void aServiceThatUsesAnotherOnesClassIsFoundAlsoWhenTheOtherIsNotImported() {
    assertBroken(HouseRules.deployablesMeetOnTheWireOnly, Feed.class.getName(), Metrics.class);
    assertHolds(HouseRules.deployablesMeetOnTheWireOnly, Feed.class, Intake.class);
  }

  @Test
  void anAnnotationThatNobodyReadsIsFound() {
    assertBroken(
        HouseRules.transactionsBeginAndEndInTheOpen, "nothing makes proxies", Marked.class);
    assertHolds(HouseRules.transactionsBeginAndEndInTheOpen, Feed.class);
  }

  @Test
  void aCoreThatKnowsTheWebIsFound() {
    var rule = HouseRules.neitherKafkaNorTheWebIn("..capture.feed..");
    assertBroken(rule, MediaType.class.getName(), Marked.class);
    assertHolds(rule, Feed.class);
  }

  private static void assertBroken(ArchRule rule, String message, Class<?>... classes) {
    assertThatThrownBy(() -> rule.check(imported(classes)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(message);
  }

  private static void assertHolds(ArchRule rule, Class<?>... classes) {
    assertThat(imported(classes)).isNotEmpty();
    assertThatCode(() -> rule.check(imported(classes))).doesNotThrowAnyException();
  }

  private static JavaClasses imported(Class<?>... classes) {
    return new ClassFileImporter().importClasses(classes);
  }
}
