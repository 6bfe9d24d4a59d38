package dev.tradewitness.anchor.feed;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.UuidV7;
import dev.tradewitness.common.merkle.Checkpoint;
import dev.tradewitness.common.merkle.Frontier;
import dev.tradewitness.common.merkle.NoteKey;
import dev.tradewitness.common.merkle.SignedNote;
import dev.tradewitness.common.wire.EventHeaders;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.kit.signing.Ed25519Signer;
import dev.tradewitness.kit.warmup.HotPath;
import dev.tradewitness.kit.warmup.Rehearsal;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Messages from their headers to leaves, a tree of its own, and checkpoints signed with a random
/// key. Nothing is stored or shown.
final class LeafRehearsal implements Rehearsal {

  private static final String ORIGIN = "rehearsal.tradewitness/none";
  private static final byte[] POLICY_ID =
      "local.tradewitness:rehearsal".getBytes(StandardCharsets.US_ASCII);
  private static final int SEED_BYTES = 32;

  @Override
  public List<HotPath> paths() {
    return List.of(new Leaves());
  }

  private static final class Leaves implements HotPath {

    // Leaves of one poll; a checkpoint is signed after each.
    private static final int LEAVES = 64;

    private final Frontier tree = new Frontier();
    private final SplittableRandom random = new SplittableRandom();
    private final Ed25519Signer signer;
    private final NoteKey key;

    Leaves() {
      byte[] seed = new byte[SEED_BYTES];
      new SecureRandom().nextBytes(seed);
      signer = new Ed25519Signer(seed);
      key = new NoteKey(ORIGIN, signer.publicKey());
    }

    @Override
    public String name() {
      return "leaves";
    }

    @Override
    public void round(int number) {
      for (int i = 0; i < LEAVES; i++) {
        if (!(EventMessage.of(message(tree.size())) instanceof EventMessage.Event event)) {
          throw new IllegalStateException("the rehearsal's own message was not understood");
        }
        tree.append(event.leaf().leafHash());
      }
      String body = new Checkpoint(ORIGIN, tree.head()).body();
      byte[] signature = signer.sign(body.getBytes(StandardCharsets.UTF_8));
      SignedNote.of(body, key, signature).text();
    }

    private ConsumerRecord<byte[], byte[]> message(long sequence) {
      var message = new ConsumerRecord<>(Topics.VCP_EVENTS, 0, sequence, POLICY_ID, POLICY_ID);
      byte[] hash = new byte[Hash.BYTES];
      random.nextBytes(hash);
      new EventHeaders(
              sequence,
              UuidV7.of(sequence, random.nextLong(), random.nextLong()),
              new Hash(hash),
              1_700_000_000_000_000L + sequence,
              "SILVER")
          .encode()
          .forEach(message.headers()::add);
      return message;
    }
  }
}
