package dev.tradewitness.capture.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class InFlightTest {

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final InFlight inFlight =
      new InFlight(new InFlight.Bounds(4, 1000), new InFlight.Bounds(3, 600), meters);

  @Test
  void oneSourceLeavesRoomToTheOthers() {
    var one = inFlight.of("one");
    assertThat(one.enter(10)).isTrue();
    assertThat(one.enter(10)).isTrue();
    assertThat(one.enter(10)).isTrue();
    assertThat(one.enter(10)).as("a fourth of one source").isFalse();

    assertThat(inFlight.of("two").enter(10)).isTrue();
    assertThat(inFlight.of("two").enter(10)).as("a fifth of all").isFalse();

    one.leave(10);
    assertThat(inFlight.of("two").enter(10)).as("a place that was given back").isTrue();
    assertThat(inFlight.events()).isEqualTo(4);
  }

  @Test
  void bytesAreBoundedOfEachSourceAndOfAll() {
    assertThat(inFlight.of("one").enter(601)).isFalse();
    assertThat(inFlight.of("one").enter(600)).isTrue();
    assertThat(inFlight.of("two").enter(401)).isFalse();
    assertThat(inFlight.of("two").enter(400)).isTrue();
    assertThat(inFlight.events()).as("what was refused took no place").isEqualTo(2);
  }

  @Test
  void sourcesThatClientsNameAreToldApartUpToABound() {
    for (int i = 0; i < SourceLabels.MAX * 2; i++) {
      inFlight.of("client-" + i);
    }
    assertThat(inFlight.of("client-0").label()).isEqualTo("client-0");
    assertThat(inFlight.of("late").label()).isEqualTo(SourceLabels.OTHERS);
    assertThat(meters.find("sidecar.buffer.size").gauges()).hasSize(SourceLabels.MAX + 1);
  }
}
