package dev.tradewitness.common.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ed25519PublicKeyTest {

  // RFC 8032 section 7.1, tests 1 to 3: public key, message, signature.
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a, '', e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b
          3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c, 72, 92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00
          fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025, af82, 6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a
          """)
  void theSignaturesOfRfc8032VerifyAndNoFlippedBitDoes(
      String key, String message, String signature) {
    var publicKey = new Ed25519PublicKey(HexFormat.of().parseHex(key));
    byte[] text = HexFormat.of().parseHex(message);
    byte[] signed = HexFormat.of().parseHex(signature);

    assertThat(publicKey.verifies(text, signed)).isTrue();
    for (int bit = 0; bit < 512; bit++) {
      byte[] forged = signed.clone();
      forged[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(publicKey.verifies(text, forged)).as("bit %d", bit).isFalse();
    }
  }

  @Test
  void whatIsNoKeyIsRefused() {
    assertThatThrownBy(() -> new Ed25519PublicKey(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Ed25519PublicKey(new byte[32]))
        .as("a point of small order signs everything")
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSignatureOfAnotherLengthIsNoSignature() {
    var key =
        new Ed25519PublicKey(
            HexFormat.of()
                .parseHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));

    assertThat(key.verifies(new byte[0], new byte[63])).isFalse();
    assertThat(key.verifies(new byte[0], new byte[0])).isFalse();
    assertThat(key.keyId()).hasSize(16).matches("[0-9a-f]+");
    assertThat(Ed25519PublicKey.ofJwkX(key.jwkX())).isEqualTo(key);
  }
}
