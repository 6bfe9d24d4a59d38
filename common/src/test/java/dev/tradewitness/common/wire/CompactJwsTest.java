package dev.tradewitness.common.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class CompactJwsTest {

  // RFC 7515, appendix A.1.
  private static final String RFC_TEXT =
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
          + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
          + "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
          + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  private static final String RFC_KEY =
      "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
  private static final String RFC_HEADER = "{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}";
  private static final String RFC_PAYLOAD =
      "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";

  @Test
  void theExampleOfRfc7515IsReadAndItsSignatureHolds() throws Exception {
    CompactJws jws = CompactJws.parse(RFC_TEXT);
    assertThat(jws.header().string("alg")).isEqualTo("HS256");
    assertThat(jws.header().string("typ")).isEqualTo("JWT");
    assertThat(jws.payload().string("iss")).isEqualTo("joe");
    assertThat(jws.payload().text("exp")).isEqualTo("1300819380");
    assertThat(hs256(jws.signed())).isEqualTo(jws.signature());
  }

  @Test
  void theExampleOfRfc7515IsWrittenByteForByte() throws Exception {
    String input = CompactJws.signingInput(utf8(RFC_HEADER), utf8(RFC_PAYLOAD));
    assertThat(CompactJws.text(input, hs256(input.getBytes(StandardCharsets.US_ASCII))))
        .isEqualTo(RFC_TEXT);
  }

  @Test
  void eachPartHasOneText() {
    refused(RFC_TEXT + "=", "the signature has padding");
    refused(RFC_TEXT.replace(".eyJ", "=.eyJ"), "the header has padding");
    // The last character of 32 bytes has two bits that the decoder drops: k and l are the same.
    refused(RFC_TEXT.replaceFirst("k$", "l"), "the signature is not canonical base64url");
    refused(RFC_TEXT.replace('_', '/'), "the signature is not base64url");
    refused(RFC_TEXT + "\n", "the signature is not base64url");
    refused(" " + RFC_TEXT, "the header is not base64url");
  }

  @Test
  void otherNumbersOfPartsAreRefused() {
    refused("", "it has 1 parts");
    refused(RFC_TEXT + ".", "it has 4 parts");
    refused(RFC_TEXT.substring(0, RFC_TEXT.lastIndexOf('.')), "it has 2 parts");
    refused("a".repeat(CompactJws.CHARACTERS_MAX + 1), "longer than 8192 characters");
  }

  @Test
  void headerAndPayloadAreObjectsWithoutDuplicateMembers() {
    refused(jws("{\"alg\":\"HS256\",\"alg\":\"none\"}", "{}"), "the header is refused: ");
    refused(jws("{}", "{\"exp\":1,\"\\u0065xp\":2}"), "the payload is refused: ");
    refused(jws("{}", "[]"), "the payload is refused: ");
    refused(jws("", "{}"), "the header is refused: ");
    refused(jws("{} {}", "{}"), "the header is refused: ");
  }

  private static String jws(String header, String payload) {
    return CompactJws.text(CompactJws.signingInput(utf8(header), utf8(payload)), new byte[32]);
  }

  private static void refused(String text, String reason) {
    assertThatExceptionOfType(JwsRefusedException.class)
        .isThrownBy(() -> CompactJws.parse(text))
        .withMessageContaining(reason);
  }

  private static byte[] hs256(byte[] signed) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Base64.getUrlDecoder().decode(RFC_KEY), "HmacSHA256"));
    return mac.doFinal(signed);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
