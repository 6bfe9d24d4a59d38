package dev.tradewitness.common.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.crypto.Hash;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HashProfileTest {

  @Test
  void aSnakeCaseEventIsHashedAsTheIntegrationGuideHashesIt() throws Exception {
    JsonObject event =
        json(
            "{\"payload\":{\"b\":\"2\",\"a\":\"1\"},\"security\":{\"x\":1},\"header\":{\"event_id\":\"e\"},"
                + "\"policy_identification\":{}}");

    // What json.dumps(sort_keys=True, separators=(',',':')) gives for {"header":…,"payload":…}.
    Hash expected =
        Hash.of(
            "{\"header\":{\"event_id\":\"e\"},\"payload\":{\"a\":\"1\",\"b\":\"2\"}}"
                .getBytes(StandardCharsets.UTF_8));
    assertThat(HashProfile.of(event)).contains(HashProfile.VCP_IMPL_1_1);
    assertThat(HashProfile.VCP_IMPL_1_1.hash(event)).isEqualTo(expected);
  }

  @Test
  void aPascalCaseEventIsHashedAsTheSpecificationSays() throws Exception {
    JsonObject event = json("{\"Payload\":{\"B\":2,\"A\":1},\"Header\":{\"EventID\":\"e\"}}");

    Hash expected =
        Hash.of("{\"EventID\":\"e\"}{\"A\":1,\"B\":2}".getBytes(StandardCharsets.UTF_8));
    assertThat(HashProfile.of(event)).contains(HashProfile.VCP_SPEC_6_1_1);
    assertThat(HashProfile.VCP_SPEC_6_1_1.hash(event)).isEqualTo(expected);
  }

  @Test
  void anEventWithoutHeaderOrPayloadHasNoProfile() throws Exception {
    assertThat(HashProfile.of(json("{\"header\":{}}"))).isEmpty();
    assertThat(HashProfile.of(json("{\"header\":{},\"payload\":[]}"))).isEmpty();
    assertThat(HashProfile.of(json("{\"header\":{},\"Payload\":{}}"))).isEmpty();
  }

  private static JsonObject json(String text) throws Exception {
    return Json.parseObject(text.getBytes(StandardCharsets.UTF_8), JsonLimits.EVENT);
  }
}
