package dev.tradewitness.client.proof;

import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.merkle.InclusionProof;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Members of a proof. What is missing or of another form is an `IllegalArgumentException` that
/// names it.
final class ProofMembers {

  // A path in a tree of 2^63 leaves.
  private static final int PATH_MAX = 63;
  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");

  private ProofMembers() {}

  static String text(JsonObject from, String name) {
    String text = from.string(name);
    if (text == null) {
      throw new IllegalArgumentException("missing or not a string: " + name);
    }
    return text;
  }

  static JsonObject object(JsonObject from, String name) {
    JsonObject object = from.object(name);
    if (object == null) {
      throw new IllegalArgumentException("missing or not an object: " + name);
    }
    return object;
  }

  static InclusionProof inclusion(JsonObject from, List<Hash> path) {
    return new InclusionProof(number(from, "leaf_index"), number(from, "tree_size"), path);
  }

  private static long number(JsonObject from, String name) {
    if (from.get(name) instanceof JsonValue.JsonNumber(String text)
        && NUMBER.matcher(text).matches()) {
      return Long.parseLong(text);
    }
    throw new IllegalArgumentException("missing or not a number: " + name);
  }

  /// `audit_path` as hex hashes.
  static List<Hash> hashes(JsonObject from) {
    var hashes = new ArrayList<Hash>();
    for (JsonValue element : path(from).elements()) {
      if (!(element instanceof JsonValue.JsonString(String hex))) {
        throw new IllegalArgumentException("audit_path has hashes in hex");
      }
      hashes.add(Hash.ofHex(hex));
    }
    return hashes;
  }

  /// `audit_path` as `{hash, position}`. The sides follow from index and size, so the sender's are
  /// not read.
  static List<Hash> siblings(JsonObject from) {
    var hashes = new ArrayList<Hash>();
    for (JsonValue element : path(from).elements()) {
      if (!(element instanceof JsonObject sibling)) {
        throw new IllegalArgumentException("audit_path has objects");
      }
      hashes.add(Hash.ofHex(text(sibling, "hash")));
    }
    return hashes;
  }

  private static JsonArray path(JsonObject from) {
    JsonArray path = from.array("audit_path");
    if (path == null || path.size() > PATH_MAX) {
      throw new IllegalArgumentException("audit_path has at most " + PATH_MAX + " hashes");
    }
    return path;
  }
}
