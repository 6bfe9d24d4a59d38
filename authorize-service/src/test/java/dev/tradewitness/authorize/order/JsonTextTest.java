package dev.tradewitness.authorize.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Random;
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
          new JsonText().put("a", text).put("b", number).put("c", true).raw("d", "null").end();
      JsonObject same =
          JsonObject.builder()
              .put("a", text)
              .put("b", number)
              .put("c", true)
              .putOrNull("d", null)
              .build();
      assertThat(written)
          .as("seed %d, round %d", seed, i)
          .isEqualTo(new String(CanonicalJson.ofOwn(same), StandardCharsets.UTF_8));
    }
  }
}
