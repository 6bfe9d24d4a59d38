package dev.tradewitness.common.canonical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tradewitness.common.canonical.JsonRefusedException.Code;
import dev.tradewitness.fuzz.LongRun;
import dev.tradewitness.fuzz.ShortRun;
import java.util.ArrayList;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;

/// Any bytes are a value within the limits or a refusal with code and pointer. A value's canonical
/// form is read back as the same value, is its own canonical form, and is what another hand's RFC
/// 8785 writes.
class JsonFuzzTest {

  @LongRun
  @FuzzTest(maxDuration = "5m")
  void anyBytes(byte[] input) throws Exception {
    for (JsonLimits limits : new JsonLimits[] {JsonLimits.EVENT, JsonLimits.ORDER}) {
      JsonValue value;
      try {
        value = Json.parse(input, limits);
      } catch (JsonRefusedException e) {
        assertThat(e.getMessage()).isNotBlank();
        assertThat(e.pointer()).matches("(?s)(/.*)?");
        continue;
      }
      assertWithin(limits, value, 1);
      assertThat(Json.parse(CanonicalJson.asReceived(value), limits)).isEqualTo(value);
      assertCanonical(value);
    }
  }

  @Test
  void seedsAndChangesOfThem() {
    ShortRun.of(JsonFuzzTest.class, "anyBytes", this::anyBytes);
  }

  private static void assertWithin(JsonLimits limits, JsonValue value, int depth) {
    switch (value) {
      case JsonObject object -> {
        assertThat(depth).isLessThanOrEqualTo(limits.depthMax());
        object.members().values().forEach(member -> assertWithin(limits, member, depth + 1));
      }
      case JsonArray array -> {
        assertThat(depth).isLessThanOrEqualTo(limits.depthMax());
        array.elements().forEach(element -> assertWithin(limits, element, depth + 1));
      }
      case JsonValue.JsonNumber number -> {
        assertThat(number.text()).hasSizeLessThanOrEqualTo(limits.numberCharsMax());
        // Its power of ten is bounded by both, so exact arithmetic is, too.
        assertThat(Math.abs((long) number.decimal().scale()))
            .isLessThanOrEqualTo(limits.exponentMax() + (long) limits.numberCharsMax());
      }
      case JsonValue.Scalar ignored -> {}
    }
  }

  private static void assertCanonical(JsonValue value) throws Exception {
    byte[] canonical;
    try {
      canonical = CanonicalJson.bytes(value);
    } catch (JsonRefusedException e) {
      assertThat(e.code()).isEqualTo(Code.NUMBER_RANGE);
      assertThatThrownBy(() -> CanonicalJson.ofOwn(value))
          .isInstanceOf(IllegalArgumentException.class);
      return;
    }
    JsonValue back = Json.parse(canonical, JsonLimits.EVENT);
    assertSame(value, back);
    assertThat(CanonicalJson.bytes(back)).isEqualTo(canonical);
    if (!(value instanceof JsonValue.Scalar) && !holdsSubnormal(value)) {
      assertThat(canonical)
          .isEqualTo(new JsonCanonicalizer(CanonicalJson.asReceived(value)).getEncodedUTF8());
    }
  }

  /// The other hand's code never ends for some of these, such as 1e-315.
  private static boolean holdsSubnormal(JsonValue value) {
    return switch (value) {
      case JsonObject object ->
          object.members().values().stream().anyMatch(JsonFuzzTest::holdsSubnormal);
      case JsonArray array -> array.elements().stream().anyMatch(JsonFuzzTest::holdsSubnormal);
      case JsonValue.JsonNumber number -> {
        double size = Math.abs(Double.parseDouble(number.text()));
        yield size > 0 && size < Double.MIN_NORMAL;
      }
      case JsonValue.Scalar ignored -> false;
    };
  }

  /// The same but for the order of members and for numbers that one double stands for.
  private static void assertSame(JsonValue one, JsonValue other) {
    switch (one) {
      case JsonObject object -> {
        var members = ((JsonObject) other).members();
        assertThat(members.keySet()).hasSize(object.size());
        assertThat(new ArrayList<>(members.keySet())).isSorted();
        object.members().forEach((name, member) -> assertSame(member, members.get(name)));
      }
      case JsonArray array -> {
        assertThat(((JsonArray) other).size()).isEqualTo(array.size());
        for (int i = 0; i < array.size(); i++) {
          assertSame(array.get(i), ((JsonArray) other).get(i));
        }
      }
      case JsonValue.JsonNumber number ->
          assertThat(Double.parseDouble(((JsonValue.JsonNumber) other).text()))
              .isEqualTo(Double.parseDouble(number.text()) + 0.0); // -0 is 0
      case JsonValue.Scalar scalar -> assertThat(other).isEqualTo(scalar);
    }
  }
}
