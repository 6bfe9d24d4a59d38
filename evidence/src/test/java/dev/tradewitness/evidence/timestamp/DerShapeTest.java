package dev.tradewitness.evidence.timestamp;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DerShapeTest {

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0500", "3000", "30030101ff", "300531030101ff", "3006020101020102"})
  void valuesWithinValuesPass(String der) {
    assertThatCode(() -> DerShape.require(hex(der))).doesNotThrowAnyException();
  }

  @Test
  void aLongLengthPasses() {
    assertThatCode(() -> DerShape.require(hex("048180" + "00".repeat(128))))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "30", // no length
        "3001", // no content
        "3080", // indefinite length
        "30800000", // indefinite length, ended
        "0403000000000000", // bytes behind the value
        "04810100", // a length that fits in one byte
        "0482008000", // a length with a leading zero
        "0485000000000100", // a length of five bytes
        "04847fffffff", // a length beyond the file
        "3003020200", // a value that leaves what holds it
        "1f8101", // a tag of several bytes
        "30020401" // the same, deeper
      })
  void everythingElseIsRefused(String der) {
    assertThatThrownBy(() -> DerShape.require(hex(der)))
        .isInstanceOf(TimeStampRefusedException.class)
        .hasMessageStartingWith("not DER");
  }

  @Test
  void deepNestingIsRefusedBeforeAParserRecursesIntoIt() {
    byte[] nested = new byte[0];
    for (int depth = 0; depth < 40; depth++) {
      byte[] outer = new byte[nested.length + 2];
      outer[0] = 0x30;
      outer[1] = (byte) nested.length;
      System.arraycopy(nested, 0, outer, 2, nested.length);
      nested = outer;
    }
    byte[] deep = nested;
    assertThatThrownBy(() -> DerShape.require(deep)).hasMessageContaining("nested deeper");
  }

  @Test
  void manyValuesAreRefused() {
    byte[] many = new byte[4 + 2 * 30_000];
    many[0] = 0x30;
    many[1] = (byte) 0x82;
    many[2] = (byte) (60_000 >> 8);
    many[3] = (byte) 60_000;
    for (int i = 4; i < many.length; i += 2) {
      many[i] = 5;
    }
    assertThatThrownBy(() -> DerShape.require(many)).hasMessageContaining("more than");
  }
}
