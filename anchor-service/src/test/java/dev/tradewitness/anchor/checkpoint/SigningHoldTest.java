package dev.tradewitness.anchor.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.anchor.checkpoint.SigningHold.Memory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SigningHoldTest {

  private String database = "first";
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final SigningHold hold = new SigningHold(() -> database, meters);

  private void compareAll() {
    long round = hold.round();
    for (Memory memory : Memory.values()) {
      hold.compared(memory, round);
    }
  }

  private double holds() {
    return meters.counter("tradewitness.anchor.signing.holds").count();
  }

  @Test
  void nothingIsSignedBeforeTheLastMemoryIsCompared() {
    long round = hold.round();
    hold.compared(Memory.KAFKA, round);
    hold.compared(Memory.CAPTURE, round);
    assertThat(hold.outstanding()).containsExactly(Memory.OWN);
    assertThat(hold.isHeld()).isTrue();
    assertThat(hold.reason()).as("a start is no trouble").hasValue("");
    assertThatThrownBy(() -> hold.requireReleased("first"))
        .isInstanceOf(SigningHeldException.class);
    assertThatThrownBy(() -> hold.awaitReleased(Duration.ofMillis(1)))
        .isInstanceOf(SigningHeldException.class);

    hold.compared(Memory.OWN, round);

    assertThat(hold.isHeld()).isFalse();
    assertThat(hold.reason()).isEmpty();
    assertThatCode(() -> hold.requireReleased("first")).doesNotThrowAnyException();
    assertThatCode(() -> hold.awaitReleased(Duration.ofMillis(1))).doesNotThrowAnyException();
    assertThat(holds()).isZero();
  }

  @Test
  void anotherDatabaseIsComparedAnewWhoeverSeesItFirst() {
    compareAll();
    assertThatThrownBy(() -> hold.requireReleased("second"))
        .isInstanceOf(SigningHeldException.class)
        .hasMessageContaining("another database took its place");
    assertThat(hold.outstanding()).isEqualTo(Set.of(Memory.values()));

    database = "second";
    compareAll();
    assertThatCode(() -> hold.requireReleased("second")).doesNotThrowAnyException();

    database = "third";
    hold.round();
    assertThat(hold.isHeld()).isTrue();
    assertThat(hold.reason()).get().asString().contains("took its place");
    assertThat(holds()).isEqualTo(2);
  }

  @Test
  void whatWasComparedWithTheDatabaseBeforeCountsForNothing() {
    long first = hold.round();
    database = "second";
    assertThat(hold.round()).isNotEqualTo(first);
    for (Memory memory : Memory.values()) {
      hold.compared(memory, first);
    }
    assertThat(hold.isHeld()).isTrue();
    assertThatThrownBy(() -> hold.requireRound(first)).isInstanceOf(SigningHeldException.class);
  }

  @Test
  void aConnectionThatStillLeadsToTheFormerServerNeverSigns() {
    compareAll();
    database = "second";
    compareAll();
    assertThatThrownBy(() -> hold.requireReleased("first"))
        .isInstanceOf(SigningHeldException.class);
  }

  @Test
  void aContradictionHoldsSigningOnTheSameDatabase() {
    compareAll();
    long before = hold.round();
    assertThat(hold.distrusted("log a was signed at size 9")).hasMessageContaining("at size 9");
    assertThat(hold.round()).isNotEqualTo(before);
    assertThat(hold.reason()).hasValue("log a was signed at size 9");
    assertThatThrownBy(() -> hold.requireReleased("first"))
        .isInstanceOf(SigningHeldException.class);
    compareAll();
    assertThat(hold.isHeld()).isFalse();
  }

  @Test
  void whoWaitsGoesOnWhenTheLastMemoryIsCompared() throws Exception {
    long round = hold.round();
    Thread waiting = Thread.startVirtualThread(() -> hold.awaitReleased(Duration.ofMinutes(1)));
    for (Memory memory : Memory.values()) {
      hold.compared(memory, round);
    }
    assertThat(waiting.join(Duration.ofSeconds(30))).isTrue();
  }
}
