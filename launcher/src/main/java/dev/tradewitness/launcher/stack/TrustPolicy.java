package dev.tradewitness.launcher.stack;

import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.crypto.Ed25519PublicKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// A policy for `./tradewitness verify --trust`: the keys of this stack's services and the
/// certificate of its time-stamp authority, as known on this machine and not from any service.
/// Public parts only.
final class TrustPolicy {

  /// Its name in the data folder.
  static final String FILE = "trust.json";

  private TrustPolicy() {}

  /// Writes the file, whole or not at all.
  ///
  /// @param caCertificate PEM
  static void write(Path data, KeyFolder keys, Path caCertificate) throws IOException {
    JsonObject authority =
        JsonObject.builder()
            .put("identifier", "local")
            // The operator of this log runs it himself.
            .put("trust", "LOCAL")
            .put("ca_pem", Files.readString(caCertificate))
            .build();
    JsonObject policy =
        JsonObject.builder()
            .put("format", "tradewitness-trust/1")
            .put(
                "keys",
                JsonArray.of(
                    List.of(
                        jwk(keys.key(Services.CAPTURE_SEED), "event"),
                        jwk(keys.key(Services.ANCHOR_SEED), "checkpoint"))))
            .put("time_stamp_authorities", JsonArray.of(List.of(authority)))
            .build();
    Path fresh = data.resolve(FILE + ".new");
    Files.write(fresh, CanonicalJson.ofOwn(policy));
    Files.move(fresh, data.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
  }

  private static JsonValue jwk(Path seedFile, String purpose) throws IOException {
    byte[] seed = Base64.getDecoder().decode(Files.readString(seedFile).strip());
    byte[] bytes = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(seed, 0, bytes, 0);
    var key = new Ed25519PublicKey(bytes);
    return JsonObject.builder()
        .put("kty", "OKP")
        .put("crv", "Ed25519")
        .put("x", key.jwkX())
        .put("kid", key.keyId())
        .put("purpose", purpose)
        .build();
  }
}
