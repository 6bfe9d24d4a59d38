package dev.tradewitness.client.proof;

import dev.tradewitness.client.event.Event;
import dev.tradewitness.client.json.JsonText;
import dev.tradewitness.common.canonical.CanonicalJson;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.HashProfile;
import dev.tradewitness.common.merkle.Checkpoint;
import dev.tradewitness.common.merkle.Merkle;
import dev.tradewitness.common.merkle.TreeHead;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/// A small log of its own, with proofs as anchor-service answers them: trees by RFC 6962 section
/// 2.1 as it is written, keys and signatures of the JDK.
public final class SomeProofs {

  public static final String ORIGIN = "test.local/test:client";

  private final KeyPair keys;
  private final List<Hash> leaves;
  private final List<Event> events;

  public SomeProofs(List<Event> events) {
    this.events = events;
    this.leaves = events.stream().map(event -> Merkle.leaf(hash(event))).toList();
    try {
      this.keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static Hash hash(Event event) {
    byte[] text = new byte[event.bytes()];
    event.text().get(text);
    try {
      return HashProfile.VCP_IMPL_1_1.hash(JsonText.parseObject(text, JsonLimits.EVENT));
    } catch (JsonRefusedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// `name+hash+key`, as anchor-service lists it.
  public String verifierKey() {
    return ORIGIN
        + "+"
        + HexFormat.of().formatHex(keyHash())
        + "+"
        + Base64.getEncoder().encodeToString(typedKey());
  }

  private byte[] typedKey() {
    byte[] encoded = keys.getPublic().getEncoded();
    byte[] typed = new byte[33];
    typed[0] = 1;
    System.arraycopy(encoded, encoded.length - 32, typed, 1, 32);
    return typed;
  }

  private byte[] keyHash() {
    return Arrays.copyOf(
        Hash.of((ORIGIN + "\n").getBytes(StandardCharsets.UTF_8), typedKey()).bytes(), 4);
  }

  /// The proof of the event at an index; its batch begins at the log's beginning.
  public JsonObject proof(int index) {
    List<Hash> path = path(index, leaves);
    var sided =
        path.stream()
            .map(hash ->
                JsonObject.builder().put("hash", hash.hex()).put("position", "left").build())
            .toList();
    return JsonObject.builder()
        .put("event_id", events.get(index).id().toString())
        .put("event_hash", hash(events.get(index)).hex())
        .put(
            "batch",
            place(index)
                .put("merkle_root", root(leaves).hex())
                .put("audit_path", JsonArray.of(sided))
                .build())
        .put(
            "log",
            place(index)
                .put("origin", ORIGIN)
                .put("root", root(leaves).hex())
                .put("audit_path", JsonArray.ofStrings(path.stream().map(Hash::hex).toList()))
                .put("checkpoint", note())
                .build())
        .build();
  }

  private JsonObject.Builder place(int index) {
    return JsonObject.builder().put("leaf_index", index).put("tree_size", leaves.size());
  }

  private String note() {
    String body = new Checkpoint(ORIGIN, new TreeHead(leaves.size(), root(leaves))).body();
    byte[] signed = new byte[4 + 64];
    System.arraycopy(keyHash(), 0, signed, 0, 4);
    System.arraycopy(signature(body), 0, signed, 4, 64);
    return "%s\n— %s %s\n".formatted(body, ORIGIN, Base64.getEncoder().encodeToString(signed));
  }

  private byte[] signature(String body) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(keys.getPrivate());
      signature.update(body.getBytes(StandardCharsets.UTF_8));
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int split(int size) {
    return Integer.highestOneBit(size - 1);
  }

  private static Hash root(List<Hash> leaves) {
    if (leaves.size() == 1) {
      return leaves.getFirst();
    }
    int k = split(leaves.size());
    return Merkle.node(root(leaves.subList(0, k)), root(leaves.subList(k, leaves.size())));
  }

  private static List<Hash> path(int index, List<Hash> leaves) {
    if (leaves.size() == 1) {
      return new ArrayList<>();
    }
    int k = split(leaves.size());
    List<Hash> left = leaves.subList(0, k);
    List<Hash> right = leaves.subList(k, leaves.size());
    List<Hash> path = index < k ? path(index, left) : path(index - k, right);
    path.add(root(index < k ? right : left));
    return path;
  }

  static byte[] bytes(JsonValue proof) {
    return CanonicalJson.asReceived(proof);
  }
}
