package dev.tradewitness.common.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

  @Test
  void thePublishedVectorsHold() throws Exception {
    byte[] document = Files.readAllBytes(Path.of("..", "docs", "vectors", "names.json"));
    JsonArray vectors =
        Objects.requireNonNull(
            Json.parseObject(document, JsonLimits.EVENT).array("vectors"), "vectors");
    assertThat(vectors.elements()).hasSizeGreaterThan(30);
    for (var element : vectors.elements()) {
      var vector = (JsonObject) element;
      String text = Objects.requireNonNull(vector.string("text"));
      Names.Fault fault = Names.fault(text);
      assertThat(fault == null ? null : fault.name())
          .as("%s", vector)
          .isEqualTo(vector.string("fault"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\ud800", "\udc00a", "\ud800"})
  void halfASurrogatePairIsNoCharacter(String text) {
    assertThat(Names.fault(text)).isEqualTo(Names.Fault.NOT_PRINTABLE);
  }
}
