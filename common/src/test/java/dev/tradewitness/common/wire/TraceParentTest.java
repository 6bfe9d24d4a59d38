package dev.tradewitness.common.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {

  // The example of W3C Trace Context section 3.2.3.
  private static final String EXAMPLE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final UUID TRACE = UUID.fromString("4bf92f35-77b3-4da6-a3ce-929d0e0e4736");

  @Test
  void theStandardsExampleIsReadAndWritten() {
    var parent = new TraceParent(TRACE, 0x00f067aa0ba902b7L, true);

    assertThat(TraceParent.parse(EXAMPLE)).isEqualTo(parent);
    assertThat(parent.text()).isEqualTo(EXAMPLE);
    assertThat(TraceParent.traceIdOf(EXAMPLE)).isEqualTo(TRACE);
    assertThat(TraceParent.parse(EXAMPLE.replace("-01", "-00")))
        .isEqualTo(new TraceParent(TRACE, 0x00f067aa0ba902b7L, false));
  }

  @Test
  void highBitsAreNoSigns() {
    String text = "00-ffffffffffffffffffffffffffffffff-ffffffffffffffff-01";
    var parent = TraceParent.parse(text);

    assertThat(parent).isEqualTo(new TraceParent(new UUID(-1, -1), -1, true));
    assertThat(new TraceParent(new UUID(-1, -1), -1, true).text()).isEqualTo(text);
  }

  @Test
  void aLaterVersionMaySayMore() {
    assertThat(TraceParent.traceIdOf(EXAMPLE.replaceFirst("^00", "cc") + "-what-comes"))
        .isEqualTo(TRACE);
    assertThat(TraceParent.traceIdOf(EXAMPLE.replaceFirst("^00", "cc"))).isEqualTo(TRACE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.more",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x",
        " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
      })
  void anythingElseIsNoTrace(String text) {
    assertThat(TraceParent.parse(text)).isNull();
  }

  @Test
  void whatIsCausedByAUuidHasAParentThatIsNotZero() {
    var cause = new UUID(7, 0);

    assertThat(TraceParent.causedBy(TRACE, cause)).isEqualTo(new TraceParent(TRACE, 1, true));
    assertThat(TraceParent.causedBy(TRACE, new UUID(7, 9)))
        .isEqualTo(new TraceParent(TRACE, 9, true));
    assertThat(TraceParent.causedBy(new UUID(0, 0), cause)).isNull();
    assertThat(TraceParent.causedBy(null, cause)).isNull();
    assertThatIllegalArgumentException().isThrownBy(() -> new TraceParent(new UUID(0, 0), 1, true));
  }
}
