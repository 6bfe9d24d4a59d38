package dev.tradewitness.verifier;

import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.wire.BatchRecord;
import dev.tradewitness.evidence.made.Json;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;

/// What docs/verify.md lists as signed by nobody: two members that differ only there say the same.
final class Unsigned {

  private Unsigned() {}

  static boolean same(String path, byte[] one, byte[] other) {
    try {
      return signedPart(path, one).equals(signedPart(path, other));
    } catch (Exception e) {
      throw new AssertionError(path + " passed and cannot be read", e);
    }
  }

  private static List<Object> signedPart(String path, byte[] bytes) throws Exception {
    return switch (path.substring(0, path.indexOf(path.contains("/") ? '/' : '.'))) {
      case "events" -> event(Json.read(bytes));
      case "proofs" -> proof(Json.read(bytes));
      case "batches" -> batch(Json.read(bytes));
      case "anchors" -> timeStamp(new TimeStampResponse(bytes));
      case "keys" -> keys(Json.read(bytes));
      default -> List.of(Json.hex(bytes));
    };
  }

  /// Only header and payload are hashed. (Names of stream and event are compared by the verifier.)
  private static List<Object> event(JsonObject json) {
    var part = new ArrayList<Object>();
    for (String name : List.of("header", "payload", "Header", "Payload")) {
      JsonObject hashed = json.object(name);
      part.add(hashed == null ? "" : Json.hex(Json.canonical(hashed)));
    }
    return part;
  }

  private static List<Object> proof(JsonObject json) {
    JsonObject security = json.object("security");
    if (security == null) {
      return List.of();
    }
    return List.of(
        without(json, "received_at", "security", "event_id"),
        // A UUID in upper case is the same one (RFC 9562 section 4).
        String.valueOf(json.string("event_id")).toLowerCase(Locale.ROOT),
        // An event without a signature of its own passes under the batch's: counted in the answer.
        security.only(List.of("event_hash", "hash_algo", "hash_profile")));
  }

  private static List<Object> batch(JsonObject json) {
    var part = new ArrayList<Object>();
    part.add(json.only(BatchRecord.IMMUTABLE_MEMBERS));
    part.add(json.only(List.of("batch_hash", "signature", "record_signature")));
    JsonArray anchors = json.array("anchors");
    if (anchors != null) {
      for (JsonValue anchor : anchors.elements()) {
        part.add(
            ((JsonObject) anchor).only(List.of("type", "identifier", "trust", "status", "nonce")));
      }
    }
    return part;
  }

  private static List<Object> keys(JsonObject json) throws Exception {
    var part = new ArrayList<Object>();
    for (JsonValue key : array(json, "keys")) {
      part.add(((JsonObject) key).only(List.of("kty", "crv", "x", "kid", "purpose")));
    }
    for (JsonValue authority : array(json, "time_stamp_authorities")) {
      var object = (JsonObject) authority;
      part.add(object.only(List.of("identifier", "trust")));
      // A trust anchor is a name and a key (RFC 5280 section 6.1.1); nobody signs for the rest of
      // it.
      var ca =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(
                      new ByteArrayInputStream(
                          String.valueOf(object.string("ca_pem")).getBytes(Json.UTF_8)));
      part.add(ca.getSubjectX500Principal());
      part.add(ca.getPublicKey());
    }
    return part;
  }

  private static List<JsonValue> array(JsonObject json, String name) {
    JsonArray array = json.array(name);
    return array == null ? List.of() : array.elements();
  }

  /// The content, what the signer signed of it, and with which certificate.
  private static List<Object> timeStamp(TimeStampResponse response) throws Exception {
    TimeStampToken token = response.getTimeStampToken();
    SignerInformation signer =
        token.toCMSSignedData().getSignerInfos().getSigners().iterator().next();
    return List.of(
        Json.hex(token.getTimeStampInfo().getEncoded()),
        Json.hex(signer.getEncodedSignedAttributes()),
        Json.hex(signer.getSignature()),
        token.getCertificates().getMatches(null).stream().filter(token.getSID()::match).toList());
  }

  private static JsonObject without(JsonObject json, String... names) {
    return json.only(
        json.members().keySet().stream().filter(name -> !List.of(names).contains(name)).toList());
  }
}
