package dev.tradewitness.verifier.evidence;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.crypto.Ed25519PublicKey;
import dev.tradewitness.common.merkle.NoteKey;
import dev.tradewitness.evidence.format.BundleMembers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `keys.json`, and what `GET /vcp/keys` answers: the keys that their owner says are his.
public record PublishedKeys(
    List<SigningKey> keys, List<NoteKey> noteKeys, List<Authority> authorities) {

  private static final int KEYS_MAX = 1000;

  /// What a key may sign.
  public enum Purpose {
    EVENT,
    CHECKPOINT
  }

  /// A key of the registry.
  ///
  /// @param notBefore absent when the owner names no start
  /// @param notAfter absent while the key is in use
  public record SigningKey(
      String keyId,
      Ed25519PublicKey key,
      Purpose purpose,
      @Nullable Instant notBefore,
      @Nullable Instant notAfter) {}

  /// A time-stamp authority's certificate as the bundle's maker gives it.
  public record Authority(String identifier, String trust, String caPem) {}

  public PublishedKeys {
    keys = List.copyOf(keys);
    noteKeys = List.copyOf(noteKeys);
    authorities = List.copyOf(authorities);
  }

  /// Reads a bundle's `keys.json`, which holds nothing else.
  static PublishedKeys readMember(Fields fields) throws MalformedException {
    fields.only(BundleMembers.KEYS);
    for (Fields jwk : fields.objects("keys", KEYS_MAX)) {
      jwk.only(BundleMembers.KEY);
    }
    if (fields.json().has("time_stamp_authorities")) {
      for (Fields authority : fields.objects("time_stamp_authorities", KEYS_MAX)) {
        authority.only(BundleMembers.AUTHORITY);
      }
    }
    return read(fields);
  }

  /// Reads a policy file: a bundle's `keys.json` and a `format`.
  public static PublishedKeys readPolicy(Fields fields, String format) throws MalformedException {
    fields.oneOf("format", format);
    var members = new LinkedHashMap<>(fields.json().members());
    members.remove("format");
    return readMember(Fields.of(JsonObject.builder().putAll(members).build()));
  }

  /// Reads `keys`, and the two other lists where they are there. Other members are left alone: this
  /// may be an answer of `GET /vcp/keys`.
  public static PublishedKeys read(Fields fields) throws MalformedException {
    var keys = new ArrayList<SigningKey>();
    for (Fields jwk : fields.objects("keys", KEYS_MAX)) {
      keys.add(signingKey(jwk));
    }
    return new PublishedKeys(keys, noteKeys(fields), authorities(fields));
  }

  private static SigningKey signingKey(Fields jwk) throws MalformedException {
    jwk.oneOf("kty", "OKP");
    jwk.oneOf("crv", "Ed25519");
    Ed25519PublicKey key;
    try {
      key = new Ed25519PublicKey(jwk.base64url("x"));
    } catch (IllegalArgumentException e) {
      throw jwk.wrong("x", "an Ed25519 public key");
    }
    if (!jwk.text("kid").equals(key.keyId())) {
      throw jwk.wrong("kid", "the id of its key, " + key.keyId());
    }
    return new SigningKey(
        key.keyId(),
        key,
        jwk.oneOf("purpose", "event", "checkpoint").equals("event")
            ? Purpose.EVENT
            : Purpose.CHECKPOINT,
        jwk.timeOrNull("not_before"),
        jwk.timeOrNull("not_after"));
  }

  private static List<NoteKey> noteKeys(Fields fields) throws MalformedException {
    if (!fields.json().has("note_keys")) {
      return List.of();
    }
    var keys = new ArrayList<NoteKey>();
    for (String text : fields.texts("note_keys", KEYS_MAX)) {
      keys.add(noteKey(text));
    }
    return keys;
  }

  /// Reads a verifier key of C2SP in its one spelling.
  public static NoteKey noteKey(String text) throws MalformedException {
    try {
      NoteKey key = NoteKey.parse(text);
      if (key.verifierKey().equals(text)) {
        return key;
      }
    } catch (IllegalArgumentException e) {
      throw new MalformedException("not a verifier key: " + Fields.clip(text));
    }
    throw new MalformedException("a verifier key in another spelling: " + Fields.clip(text));
  }

  private static List<Authority> authorities(Fields fields) throws MalformedException {
    if (!fields.json().has("time_stamp_authorities")) {
      return List.of();
    }
    var authorities = new ArrayList<Authority>();
    for (Fields authority : fields.objects("time_stamp_authorities", KEYS_MAX)) {
      authorities.add(
          new Authority(
              authority.text("identifier"),
              authority.oneOf("trust", "EXTERNAL", "LOCAL"),
              authority.text("ca_pem")));
    }
    return authorities;
  }
}
