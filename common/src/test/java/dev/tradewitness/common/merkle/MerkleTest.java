package dev.tradewitness.common.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.common.SharedData;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.crypto.Hash;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MerkleTest {

  // RFC 6962 section 2.1 fixes these three by its text alone.
  @Test
  void theEmptyTreeAndTheEmptyLeafHashAsRfc6962Says() {
    assertThat(Merkle.EMPTY_ROOT.hex())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assertThat(Merkle.leaf(new byte[0]).hex())
        .isEqualTo("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    assertThat(Merkle.node(Merkle.leaf(new byte[0]), Merkle.leaf(new byte[1])).hex())
        .isEqualTo("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
  }

  @Test
  void thePublishedTreeOfEightLeavesHasThePublishedRootsAndProofs() throws Exception {
    JsonObject file =
        Json.parseObject(
            Files.readAllBytes(SharedData.file("rfc6962/ct_reference_vectors.json")),
            JsonLimits.EVENT);
    List<Hash> leaves =
        strings(file.array("leaves_hex")).stream()
            .map(hex -> Merkle.leaf(HexFormat.of().parseHex(hex)))
            .toList();
    JsonObject roots = Objects.requireNonNull(file.object("roots"));
    var frontier = new Frontier();
    for (int size = 1; size <= leaves.size(); size++) {
      frontier.append(leaves.get(size - 1));
      assertThat(frontier.root().hex())
          .as("root of %d", size)
          .isEqualTo(roots.string(Integer.toString(size)));
    }
    int proofs = 0;
    for (JsonValue row : Objects.requireNonNull(file.array("inclusion")).elements()) {
      var proof = (JsonObject) row;
      int index = number(proof, "index");
      int size = number(proof, "size");
      new InclusionProof(index, size, hashes(proof.array("path")))
          .verify(leaves.get(index), new TreeHead(size, root(roots, size)));
      proofs++;
    }
    for (JsonValue row : Objects.requireNonNull(file.array("consistency")).elements()) {
      var proof = (JsonObject) row;
      int first = number(proof, "size1");
      int second = number(proof, "size2");
      new ConsistencyProof(first, second, hashes(proof.array("proof")))
          .verify(
              new TreeHead(first, root(roots, first)), new TreeHead(second, root(roots, second)));
      proofs++;
    }
    assertThat(proofs).isGreaterThanOrEqualTo(8);
  }

  // RFC 6962 section 2.1.3: the tree of seven leaves, its nodes named as there.
  @Test
  void theProofsThatRfc6962ListsForSevenLeavesVerify() throws Exception {
    List<Hash> leaves = leaves(7, 7);
    Hash a = leaves.get(0);
    Hash b = leaves.get(1);
    Hash c = leaves.get(2);
    Hash d = leaves.get(3);
    Hash e = leaves.get(4);
    Hash f = leaves.get(5);
    Hash j = leaves.get(6);
    Hash g = Merkle.node(a, b);
    Hash h = Merkle.node(c, d);
    Hash i = Merkle.node(e, f);
    Hash k = Merkle.node(g, h);
    Hash l = Merkle.node(i, j);
    var head = new TreeHead(7, Merkle.node(k, l));
    var frontier = new Frontier();
    leaves.forEach(frontier::append);

    assertThat(frontier.head()).isEqualTo(head);
    new InclusionProof(0, 7, List.of(b, h, l)).verify(a, head);
    new InclusionProof(3, 7, List.of(c, g, l)).verify(d, head);
    new InclusionProof(4, 7, List.of(f, j, k)).verify(e, head);
    new InclusionProof(6, 7, List.of(i, k)).verify(j, head);
    new ConsistencyProof(3, 7, List.of(c, d, g, l))
        .verify(new TreeHead(3, Merkle.node(g, c)), head);
    new ConsistencyProof(4, 7, List.of(l)).verify(new TreeHead(4, k), head);
    new ConsistencyProof(6, 7, List.of(i, j, k)).verify(new TreeHead(6, Merkle.node(k, i)), head);
    assertThatThrownBy(() -> new InclusionProof(6, 7, List.of(k, i)).verify(j, head))
        .isInstanceOf(ProofMismatchException.class);
    assertThatThrownBy(() ->
            new ConsistencyProof(6, 7, List.of(j, i, k))
                .verify(new TreeHead(6, Merkle.node(k, i)), head))
        .isInstanceOf(ProofMismatchException.class);
  }

  @Test
  void everyProofOfEveryTreeUpToSeventyLeavesVerifiesAndNoOtherLeafDoes() {
    List<Hash> leaves = leaves(70, 1);
    for (int size = 1; size <= leaves.size(); size++) {
      var head = new TreeHead(size, NaiveTree.root(leaves.subList(0, size)));
      for (int index = 0; index < size; index++) {
        var proof = new InclusionProof(index, size, NaiveTree.path(index, leaves.subList(0, size)));
        Hash leaf = leaves.get(index);
        assertThatCode(() -> proof.verify(leaf, head))
            .as("%d of %d", index, size)
            .doesNotThrowAnyException();
        Hash other = Merkle.leaf(leaf);
        assertThatThrownBy(() -> proof.verify(other, head))
            .as("%d of %d", index, size)
            .isInstanceOf(ProofMismatchException.class);
      }
    }
  }

  @Test
  void everyGrowthUpToFortyLeavesIsConsistentAndNoOtherRootIs() {
    List<Hash> leaves = leaves(40, 2);
    for (int second = 1; second <= leaves.size(); second++) {
      for (int first = 1; first <= second; first++) {
        var older = new TreeHead(first, NaiveTree.root(leaves.subList(0, first)));
        var newer = new TreeHead(second, NaiveTree.root(leaves.subList(0, second)));
        var proof =
            new ConsistencyProof(
                first, second, NaiveTree.consistency(first, leaves.subList(0, second)));
        assertThatCode(() -> proof.verify(older, newer))
            .as("%d to %d", first, second)
            .doesNotThrowAnyException();
        var forged = new TreeHead(first, Merkle.leaf(older.root()));
        assertThatThrownBy(() -> proof.verify(forged, newer))
            .as("%d to %d", first, second)
            .isInstanceOf(ProofMismatchException.class);
      }
    }
  }

  @Test
  void flippingAnyBitOfAProofMakesVerificationFail() {
    List<Hash> leaves = leaves(21, 3);
    var head = new TreeHead(21, NaiveTree.root(leaves));
    List<Hash> path = NaiveTree.path(17, leaves);
    for (int step = 0; step < path.size(); step++) {
      for (int bit = 0; bit < 256; bit++) {
        var forged = new ArrayList<>(path);
        byte[] bytes = path.get(step).bytes();
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        forged.set(step, new Hash(bytes));
        assertThatThrownBy(() -> new InclusionProof(17, 21, forged).verify(leaves.get(17), head))
            .isInstanceOf(ProofMismatchException.class);
      }
    }
  }

  @Test
  void aPathTooShortOrTooLongIsRefused() {
    List<Hash> leaves = leaves(21, 4);
    var head = new TreeHead(21, NaiveTree.root(leaves));
    List<Hash> path = NaiveTree.path(20, leaves);
    List<Hash> longer = new ArrayList<>(path);
    longer.add(path.getFirst());

    assertThatThrownBy(() ->
            new InclusionProof(20, 21, path.subList(0, path.size() - 1))
                .verify(leaves.get(20), head))
        .isInstanceOf(ProofMismatchException.class)
        .hasMessageContaining("does not fit");
    assertThatThrownBy(() -> new InclusionProof(20, 21, longer).verify(leaves.get(20), head))
        .isInstanceOf(ProofMismatchException.class)
        .hasMessageContaining("does not fit");
  }

  @Test
  void aRepeatedTailDoesNotKeepTheRoot() {
    // The Bitcoin CVE-2012-2459 class: with duplicate-last, [a,b,c] and [a,b,c,c] share a root.
    List<Hash> leaves = new ArrayList<>(leaves(3, 5));
    Hash three = NaiveTree.root(leaves);
    leaves.add(leaves.get(2));

    assertThat(NaiveTree.root(leaves)).isNotEqualTo(three);
    var frontier = new Frontier();
    leaves.forEach(frontier::append);
    assertThat(frontier.root()).isEqualTo(NaiveTree.root(leaves)).isNotEqualTo(three);
  }

  @Test
  void aFrontierContinuedFromItsPeaksEqualsOneThatNeverStopped() {
    List<Hash> leaves = leaves(300, 6);
    var whole = new Frontier();
    var continued = new Frontier();
    for (Hash leaf : leaves) {
      whole.append(leaf);
      continued = new Frontier(continued.size(), continued.peaks());
      continued.append(leaf);
      assertThat(continued.head()).isEqualTo(whole.head());
    }
    assertThat(whole.root()).isEqualTo(NaiveTree.root(leaves));
    assertThatThrownBy(() -> new Frontier(3, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Hash> leaves(int count, long seed) {
    var random = new Random(seed);
    var leaves = new ArrayList<Hash>();
    for (int i = 0; i < count; i++) {
      byte[] data = new byte[32];
      random.nextBytes(data);
      leaves.add(Merkle.leaf(data));
    }
    return leaves;
  }

  private static int number(JsonObject object, String name) {
    return Integer.parseInt(Objects.requireNonNull(object.text(name)));
  }

  private static Hash root(JsonObject roots, int size) {
    return Hash.ofHex(Objects.requireNonNull(roots.string(Integer.toString(size))));
  }

  private static List<Hash> hashes(JsonArray array) {
    return strings(array).stream().map(Hash::ofHex).toList();
  }

  private static List<String> strings(JsonArray array) {
    return array.elements().stream().map(v -> ((JsonValue.JsonString) v).value()).toList();
  }
}
