package dev.tradewitness.common.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignatureHeadersTest {

  private static Map<String, byte[]> headers(int signatureBytes, String keyId) {
    var headers = new HashMap<String, byte[]>();
    headers.put("signature", new byte[signatureBytes]);
    headers.put("signing_key_id", keyId.getBytes(StandardCharsets.US_ASCII));
    return headers;
  }

  @Test
  void bothHeadersAreASignature() {
    SignatureHeaders decoded = SignatureHeaders.decode(headers(64, "9a92d2b54a9a5402")::get);

    assertThat(decoded).isNotNull();
    assertThat(decoded.bytes()).hasSize(64);
    assertThat(decoded.keyId()).isEqualTo("9a92d2b54a9a5402");
    assertThat(decoded).isEqualTo(SignatureHeaders.decode(headers(64, "9a92d2b54a9a5402")::get));
    assertThat(decoded).isNotEqualTo(SignatureHeaders.decode(headers(64, "another")::get));
  }

  @ParameterizedTest
  @CsvSource({"63, 16", "65, 16", "0, 16", "64, 65"})
  void anotherLengthCountsAsNotSigned(int signatureBytes, int keyIdChars) {
    assertThat(SignatureHeaders.decode(headers(signatureBytes, "k".repeat(keyIdChars))::get))
        .isNull();
  }

  @Test
  void withoutOneOfThemAnEventCountsAsNotSigned() {
    for (String name : new String[] {"signature", "signing_key_id"}) {
      var headers = headers(64, "k");
      headers.remove(name);
      assertThat(SignatureHeaders.decode(headers::get)).isNull();
    }
  }
}
