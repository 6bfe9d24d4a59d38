package dev.tradewitness.authorize.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TokenKeysParserTest {

  private static final long NOW = Instant.parse("2026-06-15T12:00:00Z").getEpochSecond();
  private static final String ONE = secret((byte) 1, 32);
  private static final String TWO = secret((byte) 2, 48);

  private static final String TWO_KEYS =
      """
      version: 1
      keys:
        - kid: k1
          secret: %s
          not_before: 2026-01-01T00:00:00Z
          not_after: 2026-07-01T00:00:00Z
        - kid: k2
          secret: "%s"
          not_before: 2026-06-01T00:00:00Z
      """
          .formatted(ONE, TWO);

  @Test
  void theNewestActiveKeySigns() throws Exception {
    TokenKeys keys = parse(TWO_KEYS);
    assertThat(keys.signing(at("2026-03-01T00:00:00Z"))).hasToString("TokenKey[k1]");
    assertThat(keys.signing(at("2026-05-31T23:59:59Z"))).hasToString("TokenKey[k1]");
    assertThat(keys.signing(at("2026-06-01T00:00:00Z"))).hasToString("TokenKey[k2]");
    assertThat(keys.signing(at("2025-12-31T23:59:59Z"))).isNull();
    assertThat(keys.all()).extracting(TokenKey::kid).containsExactly("k2", "k1");
    assertThat(keys.signsUntil(NOW)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void aKeyIsPendingThenSigningThenVerifyingThenRetired() throws Exception {
    TokenKeys keys = parse(TWO_KEYS);
    TokenKey first = key(keys, "k1");
    assertThat(keys.state(first, at("2025-12-31T00:00:00Z"))).isEqualTo(TokenKeys.State.PENDING);
    assertThat(keys.state(first, at("2026-03-01T00:00:00Z"))).isEqualTo(TokenKeys.State.SIGNING);
    assertThat(keys.state(first, at("2026-06-30T23:59:59Z"))).isEqualTo(TokenKeys.State.VERIFYING);
    assertThat(keys.state(first, at("2026-07-01T00:00:00Z"))).isEqualTo(TokenKeys.State.RETIRED);
  }

  @Test
  void aGapBetweenTwoKeysEndsTheTimeInWhichTokensAreSigned() throws Exception {
    TokenKeys keys = parse(TWO_KEYS.replace("not_before: 2026-06-01", "not_before: 2026-08-01"));
    assertThat(keys.signsUntil(NOW)).isEqualTo(at("2026-07-01T00:00:00Z"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void aFaultIsToldByLineAndReasonAndWithoutAnySecret(String file, String reason) {
    assertThatExceptionOfType(TokenKeysRefusedException.class)
        .isThrownBy(() -> parse(file))
        .withMessage(reason)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain(ONE, TWO))
        .withNoCause();
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("", "line 1: the file is empty"),
        Arguments.of("- x", "line 1: expected members, name: value"),
        Arguments.of(TWO_KEYS.replace("version: 1", "version: 2"), "line 1: version must be 1"),
        Arguments.of("version: 1\nkeys: []\n", "line 2: keys must have 1 to 32 entries"),
        Arguments.of("version: 1\nkeys: k1\n", "line 2: keys must be a list"),
        Arguments.of("version: 1\n", "line 1: keys must be a list"),
        Arguments.of(TWO_KEYS.replace("kid: k2", "kid: k1"), "line 7: two keys are called k1"),
        Arguments.of(TWO_KEYS.replace(TWO, ONE), "line 7: keys k1 and k2 have the same secret"),
        Arguments.of(
            TWO_KEYS.replace("2026-06-01", "2026-01-01"),
            "line 7: keys k1 and k2 have the same not_before, so neither is the newest"),
        Arguments.of(
            TWO_KEYS.replace(ONE, secret((byte) 1, 31)),
            "line 4: the secret of key k1 has 31 bytes, at least 32 are needed"),
        Arguments.of(
            TWO_KEYS.replace(ONE, ONE + "!"), "line 4: the secret of key k1 is not base64"),
        Arguments.of(
            TWO_KEYS.replace("kid: k2", "kid: k 2"),
            "line 7: kid must be 1 to 64 letters, digits, dots, _ or -"),
        Arguments.of(
            TWO_KEYS.replace("2026-07-01T00:00:00Z", "tomorrow"),
            "line 6: not_after of key k1 is not a time such as 2026-12-01T00:00:00Z"),
        Arguments.of(
            TWO_KEYS.replace("2026-07-01", "2026-01-01"),
            "line 6: not_after of key k1 must be later than its not_before"),
        Arguments.of(
            TWO_KEYS.replace("    not_before: 2026-06-01T00:00:00Z\n", ""),
            "line 7: the key has no not_before"),
        Arguments.of(
            TWO_KEYS.replace("not_after", ONE),
            "line 6: a member has no meaning here; known are kid, not_after, not_before, secret"),
        Arguments.of(
            TWO_KEYS.replace("not_after: 2026-07-01T00:00:00Z", "kid: k3"),
            "line 6: kid stands there twice"),
        Arguments.of(TWO_KEYS.replace("secret: " + ONE, "secret:"), "line 4: secret must be text"),
        Arguments.of(TWO_KEYS.replace("secret: " + ONE, "secret: [" + ONE), "line 5: not YAML"),
        Arguments.of(TWO_KEYS.replace("secret: " + ONE, "secret: @" + ONE), "line 4: not YAML"),
        Arguments.of(
            TWO_KEYS.replace("2026-06-01", "2027-06-01").replace("2026-07-01", "2026-02-01"),
            "line 2: no key is active now"),
        Arguments.of(
            "#" + "x".repeat(TokenKeysParser.BYTES_MAX),
            "line 1: the file is longer than 65536 bytes"));
  }

  @Test
  void aFileThatIsNotUtf8IsRefused() {
    assertThatExceptionOfType(TokenKeysRefusedException.class)
        .isThrownBy(() -> TokenKeysParser.parse(new byte[] {(byte) 0xff}, NOW))
        .withMessage("line 1: the file is not UTF-8");
  }

  private static TokenKey key(TokenKeys keys, String kid) {
    return keys.all().stream().filter(key -> key.kid().equals(kid)).findFirst().orElseThrow();
  }

  private static TokenKeys parse(String file) throws TokenKeysRefusedException {
    return TokenKeysParser.parse(file.getBytes(StandardCharsets.UTF_8), NOW);
  }

  private static long at(String time) {
    return Instant.parse(time).getEpochSecond();
  }

  private static String secret(byte first, int bytes) {
    byte[] secret = new byte[bytes];
    secret[0] = first;
    return Base64.getEncoder().encodeToString(secret);
  }
}
