package dev.tradewitness.common.canonical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.common.SharedData;
import dev.tradewitness.common.canonical.JsonRefusedException.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HexFormat;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {

  @ParameterizedTest
  @ValueSource(strings = {"arrays", "french", "structures", "unicode", "values", "weird"})
  void thePublishedCasesOfRfc8785ComeOutByteForByte(String name) throws Exception {
    byte[] input = Files.readAllBytes(SharedData.file("rfc8785/input/" + name + ".json"));
    String hex =
        Files.readString(SharedData.file("rfc8785/outhex/" + name + ".txt")).replaceAll("\\s", "");

    byte[] canonical = CanonicalJson.bytes(Json.parse(input, JsonLimits.EVENT));

    assertThat(HexFormat.of().formatHex(canonical)).isEqualTo(hex);
  }

  // RFC 8785 sections 3.2.2 to 3.2.4.
  @Test
  void theExampleOfRfc8785ComesOutAsItsTextSays() throws Exception {
    String example =
        """
        {
          "numbers": [333333333.33333329, 1E30, 4.50,
                      2e-3, 0.000000000000000000000000001],
          "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
          "literals": [null, true, false]
        }
        """;

    assertThat(canonical(example))
        .isEqualTo(
            "{\"literals\":[null,true,false],"
                + "\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
  }

  // RFC 8785 section 3.2.3: by UTF-16 code units, so the emoji stands before the Hebrew letter.
  @Test
  void membersAreSortedAsTheExampleOfRfc8785Says() throws Exception {
    String example =
        """
        {
          "\\u20ac": "Euro Sign",
          "\\r": "Carriage Return",
          "\\ufb33": "Hebrew Letter Dalet With Dagesh",
          "1": "One",
          "\\ud83d\\ude00": "Emoji: Grinning Face",
          "\\u0080": "Control",
          "\\u00f6": "Latin Small Letter O With Diaeresis"
        }
        """;

    assertThat(canonical(example))
        .isEqualTo(
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
                + "\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\","
                + "\"\ud83d\ude00\":\"Emoji: Grinning Face\","
                + "\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
  }

  private static String canonical(String text) throws JsonRefusedException {
    return new String(
        CanonicalJson.bytes(Json.parse(text.getBytes(StandardCharsets.UTF_8), JsonLimits.EVENT)),
        StandardCharsets.UTF_8);
  }

  // RFC 8785 appendix B and section 3.2.2.
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          0000000000000000, 0
          8000000000000000, 0
          0000000000000001, 5e-324
          8000000000000001, -5e-324
          7fefffffffffffff, 1.7976931348623157e+308
          ffefffffffffffff, -1.7976931348623157e+308
          4340000000000000, 9007199254740992
          c340000000000000, -9007199254740992
          4430000000000000, 295147905179352830000
          44b52d02c7e14af5, 9.999999999999997e+22
          44b52d02c7e14af6, 1e+23
          44b52d02c7e14af7, 1.0000000000000001e+23
          444b1ae4d6e2ef4e, 999999999999999700000
          444b1ae4d6e2ef4f, 999999999999999900000
          444b1ae4d6e2ef50, 1e+21
          3eb0c6f7a0b5ed8c, 9.999999999999997e-7
          3eb0c6f7a0b5ed8d, 0.000001
          41b3de4355555553, 333333333.3333332
          41b3de4355555554, 333333333.33333325
          41b3de4355555555, 333333333.3333333
          41b3de4355555556, 333333333.3333334
          41b3de4355555557, 333333333.33333343
          becbf647612f3696, -0.0000033333333333333333
          43143ff3c1cb0959, 1424953923781206.2
          """)
  void numbersAreWrittenAsRfc8785AppendixBLists(String ieee, String expected) {
    assertThat(EcmaNumber.text(Double.longBitsToDouble(Long.parseUnsignedLong(ieee, 16))))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1, 5e-324", "2, 1e-323", "3, 1.5e-323", "4, 2e-323", "20, 1e-322", "202, 1e-321"})
  void oneDigitIsEnoughForSomeOfTheSmallestNumbers(long smallest, String expected) {
    assertThat(EcmaNumber.text(smallest * Double.MIN_VALUE)).isEqualTo(expected);
  }

  @Test
  void theFirstHundredThousandNumbersOfThePublishedSequenceHashAsPublished() throws Exception {
    JsonObject file =
        Json.parseObject(
            Files.readAllBytes(SharedData.file("rfc8785/es6_numbers.json")), JsonLimits.EVENT);

    for (JsonValue row : elements(file, "sha256_of_first_lines")) {
      var pair = (JsonArray) row;
      int lines = Integer.parseInt(((JsonValue.JsonNumber) pair.get(0)).text());
      String published = ((JsonValue.JsonString) pair.get(1)).value();
      assertThat(Es6NumberSequence.sha256OfFirstLines(lines, elements(file, "static_u64")))
          .as("first %d lines", lines)
          .isEqualTo(published);
    }
  }

  private static java.util.List<JsonValue> elements(JsonObject object, String name) {
    JsonArray array = object.array(name);
    assertThat(array).as(name).isNotNull();
    return array.elements();
  }

  @Test
  void randomValuesComeOutAsAnIndependentImplementationWritesThem() throws Exception {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    for (int i = 0; i < 3_000; i++) {
      String text = RandomJson.object(random, 4);
      byte[] ours =
          CanonicalJson.bytes(Json.parse(text.getBytes(StandardCharsets.UTF_8), JsonLimits.EVENT));
      assertThat(new String(ours, StandardCharsets.UTF_8))
          .as("seed %d, case %d: %s", seed, i, text)
          .isEqualTo(new JsonCanonicalizer(text).getEncodedString());
    }
  }

  @Test
  void canonicalTextIsItsOwnCanonicalForm() throws Exception {
    long seed = RandomGenerator.getDefault().nextLong();
    var random = new Random(seed);
    for (int i = 0; i < 1_000; i++) {
      byte[] once =
          CanonicalJson.bytes(
              Json.parse(
                  RandomJson.object(random, 3).getBytes(StandardCharsets.UTF_8), JsonLimits.EVENT));
      assertThat(CanonicalJson.bytes(Json.parse(once, JsonLimits.EVENT)))
          .as("seed %d, case %d", seed, i)
          .isEqualTo(once);
    }
  }

  @Test
  void aNumberBeyondADoubleHasNoCanonicalForm() throws Exception {
    JsonValue value = Json.parse("[1e400]".getBytes(StandardCharsets.UTF_8), JsonLimits.EVENT);

    assertThatThrownBy(() -> CanonicalJson.bytes(value))
        .isInstanceOfSatisfying(
            JsonRefusedException.class, e -> assertThat(e.code()).isEqualTo(Code.NUMBER_RANGE));
  }

  @Test
  void asReceivedKeepsOrderAndTheTextOfNumbers() throws IOException, JsonRefusedException {
    String text = "{\"b\":1.50,\"a\":[1E2,-0,12345678901234567890]}";

    byte[] written =
        CanonicalJson.asReceived(
            Json.parse(text.getBytes(StandardCharsets.UTF_8), JsonLimits.EVENT));

    assertThat(new String(written, StandardCharsets.UTF_8)).isEqualTo(text);
  }
}
