package dev.tradewitness.system.stack;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.crypto.Ed25519PublicKey;
import dev.tradewitness.common.merkle.Checkpoint;
import dev.tradewitness.common.merkle.NoteKey;
import dev.tradewitness.common.merkle.SignedNote;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// One log as anchor's C2SP endpoints give it.
public final class AnchoredLog {

  private static final int TILE = 256;
  private static final int ENTRY_BYTES = 32;

  private AnchoredLog() {}

  /// The newest checkpoint, its signature checked with the log's published key; empty while there
  /// is none.
  public static Optional<Checkpoint> checkpoint(Http anchor, String policyId) throws IOException {
    Http.Answer answer = anchor.get("/logs/" + policyId + "/checkpoint");
    if (answer.status() != 200) {
      return Optional.empty();
    }
    SignedNote note = SignedNote.parse(answer.text());
    Checkpoint checkpoint = Checkpoint.parse(note.body());
    boolean signed =
        CapturedStream.objects(anchor.get("/vcp/keys").expect(200).json(), "keys").stream()
            .filter(key -> "checkpoint".equals(key.string("purpose")))
            .map(AnchoredLog::key)
            .anyMatch(key -> note.verifiedBy(new NoteKey(checkpoint.origin(), key)));
    if (!signed) {
      throw new AssertionError("no checkpoint key signed " + answer.text());
    }
    return Optional.of(checkpoint);
  }

  private static Ed25519PublicKey key(JsonObject jwk) {
    return Ed25519PublicKey.ofJwkX(CapturedStream.text(jwk, "x"));
  }

  /// The data of every leaf below the size, in hex: C2SP tlog-tiles entry bundles.
  public static List<String> leaves(Http anchor, String policyId, long size) throws IOException {
    var leaves = new ArrayList<String>();
    for (long bundle = 0; bundle * TILE < size; bundle++) {
      long width = Math.min(TILE, size - bundle * TILE);
      String path = "/logs/%s/tile/entries/%s".formatted(policyId, number(bundle));
      byte[] entries = anchor.get(width == TILE ? path : path + ".p/" + width).expect(200).body();
      for (int at = 0; at < entries.length; at += 2 + ENTRY_BYTES) {
        int length = (entries[at] & 0xFF) << 8 | entries[at + 1] & 0xFF;
        if (length != ENTRY_BYTES) {
          throw new AssertionError("an entry of " + length + " bytes in " + path);
        }
        leaves.add(HexFormat.of().formatHex(entries, at + 2, at + 2 + ENTRY_BYTES));
      }
    }
    return leaves;
  }

  /// Groups of three digits, all but the last with an x before them.
  private static String number(long n) {
    String text = "%03d".formatted(n % 1000);
    for (long rest = n / 1000; rest > 0; rest /= 1000) {
      text = "x%03d/%s".formatted(rest % 1000, text);
    }
    return text;
  }
}
