package dev.tradewitness.launcher.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.crypto.Ed25519PublicKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Objects;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustPolicyTest {

  @TempDir Path data;

  @Test
  void thePolicyHoldsTheKeysThatTheServicesSignWithAndNoSecret() throws Exception {
    var keys = new KeyFolder(data.resolve("keys"));
    Path ca = Files.writeString(data.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----\n…");
    TrustPolicy.write(data, keys, ca);
    TrustPolicy.write(data, keys, ca);
    byte[] file = Files.readAllBytes(data.resolve("trust.json"));
    JsonObject policy = Json.parseObject(file, JsonLimits.EVENT);
    assertThat(policy.string("format")).isEqualTo("tradewitness-trust/1");
    for (String service : new String[] {"capture", "anchor"}) {
      String seed = Files.readString(keys.key(service + "-signing.seed")).strip();
      assertThat(policy.toString()).contains(publicKey(seed).jwkX()).doesNotContain(seed);
    }
    var authority =
        (JsonObject) Objects.requireNonNull(policy.array("time_stamp_authorities")).get(0);
    assertThat(authority.string("trust")).isEqualTo("LOCAL");
    assertThat(authority.string("ca_pem")).isEqualTo(Files.readString(ca));
  }

  private static Ed25519PublicKey publicKey(String seed) {
    byte[] bytes = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(Base64.getDecoder().decode(seed), 0, bytes, 0);
    return new Ed25519PublicKey(bytes);
  }
}
