package dev.tradewitness.common.wire;

import dev.tradewitness.common.crypto.Ed25519PublicKey;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.merkle.InclusionProof;
import dev.tradewitness.common.merkle.Merkle;
import dev.tradewitness.common.merkle.ProofMismatchException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The Kafka header of `vcp.events` by which capture says that it gave an event its place. One
/// Ed25519 signature covers up to [#EVENTS_MAX] places that are sent together, by the root of their
/// RFC 6962 tree: a signature for each would cost more than all the rest of sending.
///
/// Layout: version (1 byte, 1), key id (8), tree size (1), leaf index (1), signature (64), audit
/// path (32 each, bottom up).
public final class PlaceSeal {

  public static final String HEADER = "place_seal";

  /// The path grows with the logarithm of it, the cost of signing shrinks in proportion.
  public static final int EVENTS_MAX = 16;

  private static final byte VERSION = 1;
  private static final int KEY_ID_BYTES = 8;
  private static final int SIZE_AT = 1 + KEY_ID_BYTES;
  private static final int SIGNATURE_AT = SIZE_AT + 2;
  private static final int PATH_AT = SIGNATURE_AT + Ed25519PublicKey.SIGNATURE_BYTES;
  private static final int PATH_MAX = Integer.numberOfTrailingZeros(EVENTS_MAX);

  // Longer than the 32 bytes of an event's hash, which the same key signs.
  private static final byte[] CONTEXT =
      "tradewitness places 1\n".getBytes(StandardCharsets.US_ASCII);

  private final byte[] header;

  private PlaceSeal(byte[] header) {
    this.header = header;
  }

  /// Seals places that are sent together, 1 to [#EVENTS_MAX].
  ///
  /// @param keyId 16 hex digits
  /// @param signer makes the 64-byte signature over a message
  /// @return the header's bytes for each place, in order
  public static List<byte[]> seal(List<Place> places, String keyId, UnaryOperator<byte[]> signer) {
    int size = places.size();
    if (size == 0 || size > EVENTS_MAX) {
      throw new IllegalArgumentException(
          "a seal covers 1 to %d places, got %d".formatted(EVENTS_MAX, size));
    }
    List<List<Hash>> levels = levels(places);
    byte[] signature = signer.apply(message(size, levels.getLast().getFirst()));
    byte[] key = HexFormat.of().parseHex(keyId);
    var seals = new ArrayList<byte[]>(size);
    for (int index = 0; index < size; index++) {
      List<Hash> path = path(levels, index);
      ByteBuffer header =
          ByteBuffer.allocate(PATH_AT + path.size() * Hash.BYTES)
              .put(VERSION)
              .put(key)
              .put((byte) size)
              .put((byte) index)
              .put(signature);
      path.forEach(hash -> header.put(hash.bytes()));
      seals.add(header.array());
    }
    return seals;
  }

  /// From the leaves to the root. A node without a neighbour goes up as it is, which gives the tree
  /// of RFC 6962 section 2.1.
  private static List<List<Hash>> levels(List<Place> places) {
    var levels = new ArrayList<List<Hash>>();
    List<Hash> level = places.stream().map(Place::leaf).toList();
    levels.add(level);
    while (level.size() > 1) {
      var above = new ArrayList<Hash>((level.size() + 1) / 2);
      for (int i = 0; i < level.size(); i += 2) {
        above.add(
            i + 1 < level.size() ? Merkle.node(level.get(i), level.get(i + 1)) : level.get(i));
      }
      levels.add(above);
      level = above;
    }
    return levels;
  }

  private static List<Hash> path(List<List<Hash>> levels, int index) {
    var path = new ArrayList<Hash>(levels.size());
    for (int level = 0; level < levels.size() - 1; level++) {
      int sibling = index >> level ^ 1;
      if (sibling < levels.get(level).size()) {
        path.add(levels.get(level).get(sibling));
      }
    }
    return path;
  }

  private static byte[] message(int size, Hash root) {
    return ByteBuffer.allocate(CONTEXT.length + 1 + Hash.BYTES)
        .put(CONTEXT)
        .put((byte) size)
        .put(root.bytes())
        .array();
  }

  /// Null for a header that is missing or is no seal: such an event counts as not sealed.
  public static @Nullable PlaceSeal decode(byte @Nullable [] header) {
    if (header == null
        || header.length < PATH_AT
        || header.length > PATH_AT + PATH_MAX * Hash.BYTES
        || (header.length - PATH_AT) % Hash.BYTES != 0
        || header[0] != VERSION) {
      return null;
    }
    int size = header[SIZE_AT];
    int index = header[SIZE_AT + 1];
    return size < 1 || size > EVENTS_MAX || index < 0 || index >= size
        ? null
        : new PlaceSeal(header.clone());
  }

  /// What was signed if the seal is this place's; empty when its path cannot lead from there to a
  /// root. The seal holds when [#signature] is capture's over exactly this.
  public Optional<byte[]> messageFor(Place place) {
    int size = header[SIZE_AT];
    var path = new ArrayList<Hash>();
    for (int at = PATH_AT; at < header.length; at += Hash.BYTES) {
      path.add(new Hash(Arrays.copyOfRange(header, at, at + Hash.BYTES)));
    }
    try {
      Hash root = new InclusionProof(header[SIZE_AT + 1], size, path).rootFrom(place.leaf());
      return Optional.of(message(size, root));
    } catch (ProofMismatchException e) {
      return Optional.empty();
    }
  }

  public String keyId() {
    return HexFormat.of().formatHex(header, 1, SIZE_AT);
  }

  public byte[] signature() {
    return Arrays.copyOfRange(header, SIGNATURE_AT, PATH_AT);
  }
}
