package dev.tradewitness.authorize.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void membersInOrderOfTheirNamesAreCanonicalJson(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      String text =
          random
              .ints(random.nextInt(20), 0, random.nextBoolean() ? 0x80 : 0xD800)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      long number = random.nextInt();
      String written =
          new JsonText(1)
              .put("a", text)
              .put("b", number)
              .put("c", true)
              .raw("d", "null")
              .open("e")
              .put("a", number)
              .open("f")
              .close()
              .close()
              .put("g", "")
              .end();
      JsonObject same =
          JsonObject.builder()
              .put("a", text)
              .put("b", number)
              .put("c", true)
              .putOrNull("d", null)
              .put(
                  "e",
                  JsonObject.builder()
                      .put("a", number)
                      .put("f", JsonObject.builder().build())
                      .build())
              .put("g", "")
              .build();
      assertThat(written)
          .as("seed %d, round %d", seed, i)
          .isEqualTo(new String(CanonicalJson.ofOwn(same), StandardCharsets.UTF_8));
    }
  }

  @Test
  void anObjectEndsOnlyWhenItsMembersAreClosed() {
    assertThatThrownBy(() -> new JsonText().open("a").bytes())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("1 members are open");
    assertThatThrownBy(() -> new JsonText().close()).isInstanceOf(IllegalStateException.class);
  }
}
