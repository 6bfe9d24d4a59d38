package dev.tradewitness.anchor.feed;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.event.UuidV7;
import dev.tradewitness.common.merkle.Checkpoint;
import dev.tradewitness.common.merkle.Frontier;
import dev.tradewitness.common.merkle.NoteKey;
import dev.tradewitness.common.merkle.SignedNote;
import dev.tradewitness.common.wire.EventHeaders;
import dev.tradewitness.common.wire.Place;
import dev.tradewitness.common.wire.PlaceSeal;
import dev.tradewitness.common.wire.Topics;
import dev.tradewitness.kit.signing.Ed25519Signer;
import dev.tradewitness.kit.warmup.HotPath;
import dev.tradewitness.kit.warmup.Rehearsal;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Messages from their headers to leaves, a tree of its own, and checkpoints signed with a random
/// key. Nothing is stored or shown.
final class LeafRehearsal implements Rehearsal {

  private static final String ORIGIN = "rehearsal.tradewitness/none";
  private static final String POLICY_ID = "local.tradewitness:rehearsal";
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
      var seals =
          new SealCheck((keyId, message, sealed) -> signer.publicKey().verifies(message, sealed));
      for (int i = 0; i < LEAVES; i += PlaceSeal.EVENTS_MAX) {
        for (ConsumerRecord<byte[], byte[]> message : sealedTogether()) {
          if (!(EventMessage.of(message) instanceof EventMessage.Event event)
              || !seals.holds(event)) {
            throw new IllegalStateException("the rehearsal's own message was not understood");
          }
          tree.append(event.leaf().leafHash());
        }
      }
      String body = new Checkpoint(ORIGIN, tree.head()).body();
      byte[] signature = signer.sign(body.getBytes(StandardCharsets.UTF_8));
      SignedNote.of(body, key, signature).text();
    }

    private List<ConsumerRecord<byte[], byte[]>> sealedTogether() {
      List<Place> places =
          LongStream.range(tree.size(), tree.size() + PlaceSeal.EVENTS_MAX)
              .mapToObj(sequence -> new Place(POLICY_ID, headers(sequence)))
              .toList();
      List<byte[]> seals = PlaceSeal.seal(places, signer.publicKey().keyId(), signer::sign);
      return IntStream.range(0, places.size())
          .mapToObj(i -> message(places.get(i), seals.get(i)))
          .toList();
    }

    private static ConsumerRecord<byte[], byte[]> message(Place place, byte[] seal) {
      byte[] key = place.policyId().getBytes(StandardCharsets.US_ASCII);
      var message =
          new ConsumerRecord<>(Topics.VCP_EVENTS, 0, place.headers().sequence(), key, key);
      place.headers().encode().forEach(message.headers()::add);
      message.headers().add(PlaceSeal.HEADER, seal);
      return message;
    }

    private EventHeaders headers(long sequence) {
      byte[] hash = new byte[Hash.BYTES];
      random.nextBytes(hash);
      return new EventHeaders(
          sequence,
          UuidV7.of(sequence, random.nextLong(), random.nextLong()),
          new Hash(hash),
          1_700_000_000_000_000L + sequence,
          "SILVER");
    }
  }
}
