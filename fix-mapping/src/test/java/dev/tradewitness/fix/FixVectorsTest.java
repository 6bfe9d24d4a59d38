package dev.tradewitness.fix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.event.EventBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `docs/vectors/fix.json`: a change of these bytes would store a message anew that is sent again
/// after an upgrade.
class FixVectorsTest {

  private static final JsonObject VECTORS = read();

  private static JsonObject read() {
    try {
      byte[] text = Files.readAllBytes(Path.of("..", "docs", "vectors", "fix.json"));
      return Json.parseObject(text, JsonLimits.EVENT);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  static Stream<JsonObject> messages() {
    return VECTORS.array("messages").elements().stream().map(JsonObject.class::cast);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void aMessageBecomesTheseVeryBytes(JsonObject message) {
    var stream =
        new EventBuilder.Stream(
            VECTORS.string("policy_id"), VECTORS.string("tier"), VECTORS.string("clock"));
    var mapping = new FixMapping(stream, message.string("lane"));
    Instant receivedAt = Instant.parse(VECTORS.string("received_at"));
    String raw = message.string("message").replace('|', '\u0001');

    assertThat(mapping.map(raw, receivedAt).events().toString())
        .isEqualTo(message.array("events").elements().toString());
    if (FixText.of(raw) instanceof FixMessage fix) {
      assertThat(mapping.remains(fix, receivedAt, "EVENT_TOO_LARGE").toString())
          .isEqualTo(message.object("remains").toString());
      assertThat(mapping.otherId(fix, 0)).hasToString(message.string("other_id"));
    }
  }
}
