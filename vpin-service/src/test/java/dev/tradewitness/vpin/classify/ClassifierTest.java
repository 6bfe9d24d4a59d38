package dev.tradewitness.vpin.classify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClassifierTest {

  @ParameterizedTest
  @EnumSource(ClassifierKind.class)
  void everyClassifierTakesANamedSideAtItsWord(ClassifierKind kind) {
    Classifier classifier = kind.create();
    assertThat(classifier.buyShare(1, 10)).isEqualTo(1);
    assertThat(classifier.buyShare(-1, 11)).isEqualTo(0);
  }

  @Test
  void halfSplitsAnUnknownSide() {
    assertThat(ClassifierKind.HALF.create().buyShare(0, 10)).isEqualTo(0.5);
  }

  @Test
  void tickFollowsTheLastPriceChange() {
    Classifier tick = ClassifierKind.TICK.create();
    assertThat(tick.buyShare(0, 10)).as("no change yet").isEqualTo(0.5);
    assertThat(tick.buyShare(0, 10)).as("still none").isEqualTo(0.5);
    assertThat(tick.buyShare(0, 10.01)).as("up").isEqualTo(1);
    assertThat(tick.buyShare(0, 10.01)).as("a zero tick repeats").isEqualTo(1);
    assertThat(tick.buyShare(0, 10)).as("down").isEqualTo(0);
    assertThat(tick.buyShare(0, 10)).as("a zero tick repeats").isEqualTo(0);
  }

  @Test
  void tickComparesWithTradesThatNamedTheirSide() {
    Classifier tick = ClassifierKind.TICK.create();
    tick.buyShare(1, 10);
    tick.buyShare(1, 9);
    assertThat(tick.buyShare(0, 9)).as("the named buy went down in price").isEqualTo(0);
  }

  @Test
  void aSavedTickClassifierGoesOnWhereItStopped() {
    Classifier tick = ClassifierKind.TICK.create();
    tick.buyShare(0, 10);
    tick.buyShare(0, 9);
    var saved = ByteBuffer.allocate(16);
    tick.save(saved);
    Classifier restored = ClassifierKind.TICK.restore(saved.flip());
    assertThat(restored.buyShare(0, 9)).isEqualTo(0);
    assertThat(restored.buyShare(0, 9.5)).isEqualTo(1);
  }
}
