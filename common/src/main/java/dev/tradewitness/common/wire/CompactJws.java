package dev.tradewitness.common.wire;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// A JSON Web Signature in compact form (RFC 7515, section 7.1) whose payload is a JSON object.
///
/// Read strictly: each of the three parts is base64url in its one text, without padding, and both
/// JSON texts are objects without a duplicate member. So no two readers see different claims, and
/// nobody can change the text of a token without changing what is signed. Nothing here judges the
/// header: which algorithm and which key count is the verifier's decision.
public final class CompactJws {

  /// The longest text that is read.
  public static final int CHARACTERS_MAX = 8192;

  private static final int PARTS = 3;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final JsonObject header;
  private final JsonObject payload;
  private final byte[] signed;
  private final byte[] signature;

  private CompactJws(JsonObject header, JsonObject payload, byte[] signed, byte[] signature) {
    this.header = header;
    this.payload = payload;
    this.signed = signed;
    this.signature = signature;
  }

  /// @throws JwsRefusedException naming the part at fault
  public static CompactJws parse(String text) throws JwsRefusedException {
    if (text.length() > CHARACTERS_MAX) {
      throw new JwsRefusedException("it is longer than %d characters".formatted(CHARACTERS_MAX));
    }
    String[] parts = text.split("\\.", -1);
    if (parts.length != PARTS) {
      throw new JwsRefusedException(
          "it has %d parts, a compact JWS has %d".formatted(parts.length, PARTS));
    }
    JsonObject header = object("header", parts[0]);
    JsonObject payload = object("payload", parts[1]);
    byte[] signature = decoded("signature", parts[2]);
    byte[] signed = text.substring(0, text.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII);
    return new CompactJws(header, payload, signed, signature);
  }

  private static JsonObject object(String part, String text) throws JwsRefusedException {
    try {
      return Json.parseObject(decoded(part, text), JsonLimits.ORDER);
    } catch (JsonRefusedException e) {
      throw new JwsRefusedException("the %s is refused: %s".formatted(part, e.getMessage()));
    }
  }

  private static byte[] decoded(String part, String text) throws JwsRefusedException {
    if (text.indexOf('=') >= 0) {
      throw new JwsRefusedException("the %s has padding".formatted(part));
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new JwsRefusedException("the %s is not base64url".formatted(part));
    }
    // The decoder ignores the last character's unused bits, so several texts have the same bytes.
    if (!ENCODER.encodeToString(bytes).equals(text)) {
      throw new JwsRefusedException("the %s is not canonical base64url".formatted(part));
    }
    return bytes;
  }

  /// What is signed: header and payload in base64url, joined by a dot.
  ///
  /// @param header JSON in UTF-8
  /// @param payload JSON in UTF-8
  public static String signingInput(byte[] header, byte[] payload) {
    return ENCODER.encodeToString(header) + '.' + ENCODER.encodeToString(payload);
  }

  /// The compact form.
  ///
  /// @param signingInput as [#signingInput] makes it
  public static String text(String signingInput, byte[] signature) {
    return signingInput + '.' + ENCODER.encodeToString(signature);
  }

  public JsonObject header() {
    return header;
  }

  public JsonObject payload() {
    return payload;
  }

  /// The bytes that the signature covers.
  public byte[] signed() {
    return signed.clone();
  }

  public byte[] signature() {
    return signature.clone();
  }
}
