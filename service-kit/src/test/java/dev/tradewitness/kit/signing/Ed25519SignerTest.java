package dev.tradewitness.kit.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Ed25519SignerTest {

  // RFC 8032 section 7.1, test 2.
  @Test
  void theSignatureOfRfc8032ComesOutByteForByte() {
    var signer =
        new Ed25519Signer(
            HexFormat.of()
                .parseHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));

    byte[] signature = signer.sign(new byte[] {0x72});

    assertThat(HexFormat.of().formatHex(signature))
        .isEqualTo(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    assertThat(signer.publicKey().verifies(new byte[] {0x72}, signature)).isTrue();
  }

  @Test
  void aKeyComesFromTheSettingOrTheFileAndIsNeverMadeUp(@TempDir Path dir) throws Exception {
    byte[] seed = new byte[32];
    seed[0] = 1;
    String text = Base64.getEncoder().encodeToString(seed);
    Path file = Files.writeString(dir.resolve("key"), text + "\n");

    assertThat(Secrets.read("a.seed", text, null, 32)).isEqualTo(seed);
    assertThat(Secrets.read("a.seed", null, file, 32)).isEqualTo(seed);
    assertThatThrownBy(() -> Secrets.read("a.seed", " ", null, 32))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no key: set a.seed (base64) or a.seed-file (path of a file with it)");
    assertThatThrownBy(() -> Secrets.read("a.seed", "AAAA", null, 32))
        .hasMessage("a.seed holds 3 bytes, at least 32 are needed");
    assertThatThrownBy(() -> Secrets.read("a.seed", "?", null, 32))
        .hasMessage("a.seed is not base64");
  }
}
