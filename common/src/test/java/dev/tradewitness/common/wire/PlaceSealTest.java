package dev.tradewitness.common.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.merkle.Frontier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The signature here is the signed message itself, cut to 64 bytes: what is signed is what these
/// tests are about.
class PlaceSealTest {

  private static final String KEY_ID = "9a92d2b54a9a5402";
  private static final UUID ID = UUID.fromString("01930000-0000-7000-8000-00007d9fd61a");

  private static Place place(String policyId, long sequence) {
    return new Place(
        policyId,
        new EventHeaders(sequence, ID, Hash.of(new byte[] {(byte) sequence}), 1_700, "GOLD"));
  }

  private static List<Place> places(int count) {
    return IntStream.range(0, count).mapToObj(i -> place("test:" + i % 3, i)).toList();
  }

  private static byte[] signed(byte[] message) {
    return Arrays.copyOf(message, 64);
  }

  private static boolean holds(byte[] header, Place place) {
    PlaceSeal seal = PlaceSeal.decode(header);
    return seal != null
        && seal.messageFor(place)
            .filter(message -> Arrays.equals(signed(message), seal.signature()))
            .isPresent();
  }

  @Test
  void everyPlaceHasASealThatHoldsForItAndForNoOther() {
    for (int count = 1; count <= PlaceSeal.EVENTS_MAX; count++) {
      List<Place> places = places(count);
      List<byte[]> seals = PlaceSeal.seal(places, KEY_ID, PlaceSealTest::signed);
      assertThat(seals).hasSize(count);
      for (int i = 0; i < count; i++) {
        for (int j = 0; j < count; j++) {
          assertThat(holds(seals.get(i), places.get(j)))
              .as("seal %d of %d, place %d", i, count, j)
              .isEqualTo(i == j);
        }
      }
    }
  }

  @Test
  void whatIsSignedIsTheRootOfTheRfc6962TreeOverThePlaces() {
    List<Place> places = places(13);
    var tree = new Frontier();
    places.forEach(place -> tree.append(place.leaf()));
    byte[] expected =
        ByteBuffer.allocate(22 + 1 + 32)
            .put("tradewitness places 1\n".getBytes(StandardCharsets.US_ASCII))
            .put((byte) 13)
            .put(tree.root().bytes())
            .array();
    PlaceSeal seal =
        PlaceSeal.decode(PlaceSeal.seal(places, KEY_ID, PlaceSealTest::signed).getLast());
    assertThat(seal).isNotNull();
    assertThat(seal.keyId()).isEqualTo(KEY_ID);
    assertThat(seal.messageFor(places.getLast())).hasValue(expected);
  }

  @Test
  void everythingThatIsSaidOfAnEventIsCovered() {
    Place sealed = place("test:one", 5);
    EventHeaders said = sealed.headers();
    byte[] seal = PlaceSeal.seal(List.of(sealed), KEY_ID, PlaceSealTest::signed).getFirst();
    assertThat(holds(seal, sealed)).isTrue();
    assertThat(holds(seal, new Place("test:two", said))).isFalse();
    for (EventHeaders other :
        List.of(
            new EventHeaders(6, ID, said.eventHash(), 1_700, "GOLD"),
            new EventHeaders(5, new UUID(1, 2), said.eventHash(), 1_700, "GOLD"),
            new EventHeaders(5, ID, Hash.of(), 1_700, "GOLD"),
            new EventHeaders(5, ID, said.eventHash(), 1_701, "GOLD"),
            new EventHeaders(5, ID, said.eventHash(), 1_700, "SILVER"))) {
      assertThat(holds(seal, new Place(sealed.policyId(), other))).as(other.toString()).isFalse();
    }
  }

  @Test
  void policyIdAndTierAreNotOneText() {
    Set<Hash> leaves = new HashSet<>();
    for (String[] pair : new String[][] {{"test:ab", "c"}, {"test:a", "bc"}, {"test:a", "b\nc"}}) {
      leaves.add(new Place(pair[0], new EventHeaders(0, ID, Hash.of(), 0, pair[1])).leaf());
    }
    assertThat(leaves).hasSize(3);
  }

  @Test
  void noFlippedBitOfASealHolds() {
    List<Place> places = places(11);
    byte[] seal = PlaceSeal.seal(places, KEY_ID, PlaceSealTest::signed).get(9);
    // The key id is no part of what is signed; a wrong one names no key or another one.
    for (int bit = 0; bit < seal.length * 8; bit++) {
      byte[] flipped = seal.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      boolean isKeyId = bit / 8 >= 1 && bit / 8 < 9;
      assertThat(holds(flipped, places.get(9))).as("bit %d", bit).isEqualTo(isKeyId);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 74, 76, 106, 108, 75 + 5 * 32})
  void anotherLengthIsNoSeal(int length) {
    byte[] seal = PlaceSeal.seal(places(2), KEY_ID, PlaceSealTest::signed).getFirst();
    assertThat(PlaceSeal.decode(Arrays.copyOf(seal, length))).isNull();
    assertThat(PlaceSeal.decode(null)).isNull();
  }

  @Test
  void noneAndTooManyAreRefused() {
    for (int count : new int[] {0, PlaceSeal.EVENTS_MAX + 1}) {
      List<Place> places = places(count);
      assertThatThrownBy(() -> PlaceSeal.seal(places, KEY_ID, PlaceSealTest::signed))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1 to 16");
    }
  }
}
