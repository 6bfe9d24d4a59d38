package dev.tradewitness.anchor.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.canonical.JsonValue.JsonString;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.merkle.Frontier;
import dev.tradewitness.common.merkle.Merkle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpanTest {

  /// The hash of a perfect subtree, straight from the leaves.
  private static Hash subtree(List<byte[]> leaves, Span.Node node) {
    int width = 1 << node.level();
    int from = Math.toIntExact(node.index()) * width;
    return new Hash(NaiveTree.root(leaves.subList(from, from + width)));
  }

  private static List<String> hex(List<Span> path, List<byte[]> leaves) {
    return path.stream().map(span -> span.root(node -> subtree(leaves, node)).hex()).toList();
  }

  private static List<String> hex(List<byte[]> hashes) {
    return hashes.stream().map(HexFormat.of()::formatHex).toList();
  }

  @Test
  void rootsAndProofsAreThoseOfThePublishedVectors() throws Exception {
    Path folder = Path.of(System.getProperty("tradewitness.home", "..")).resolve("../shared/data");
    Path file = folder.resolve("rfc6962/ct_reference_vectors.json");
    if ("required".equals(System.getenv("TRADEWITNESS_DRILL_TOOLS")) && Files.exists(folder)) {
      assertThat(file).exists();
    }
    assumeTrue(Files.exists(file), () -> "skipped: no " + file);
    JsonObject vectors = Json.parseObject(Files.readAllBytes(file), JsonLimits.EVENT);
    List<byte[]> leaves = new ArrayList<>();
    for (JsonValue leaf : array(vectors, "leaves_hex").elements()) {
      leaves.add(HexFormat.of().parseHex(((JsonString) leaf).value()));
    }
    var frontier = new Frontier();
    JsonObject roots = vectors.object("roots");
    for (byte[] leaf : leaves) {
      frontier.append(Merkle.leaf(leaf));
      assertThat(frontier.root().hex()).isEqualTo(roots.string(Long.toString(frontier.size())));
    }
    int checked = 0;
    for (String kind : List.of("inclusion", "consistency")) {
      for (JsonValue each : array(vectors, kind).elements()) {
        checked += check((JsonObject) each, leaves);
      }
    }
    assertThat(checked).as("vectors checked").isGreaterThan(5);
  }

  /// The paths that RFC 6962 section 2.1.3 lists for its tree of seven leaves.
  @ParameterizedTest
  @CsvSource({"0, b h l", "3, c g l", "4, f j k", "6, i k"})
  void thePathOfALeafIsTheOneThatRfc6962Lists(long leaf, String path) {
    assertThat(Span.inclusion(leaf, 7)).isEqualTo(named(path));
  }

  @ParameterizedTest
  @CsvSource({"3, c d g l", "4, l", "6, i j k"})
  void theProofOfAnOlderTreeIsTheOneThatRfc6962Lists(long older, String proof) {
    assertThat(Span.consistency(older, 7)).isEqualTo(named(proof));
  }

  /// Its nodes by the leaves below them.
  private static List<Span> named(String letters) {
    return Arrays.stream(letters.split(" "))
        .map(letter ->
            switch (letter) {
              case "a" -> new Span(0, 1);
              case "b" -> new Span(1, 2);
              case "c" -> new Span(2, 3);
              case "d" -> new Span(3, 4);
              case "e" -> new Span(4, 5);
              case "f" -> new Span(5, 6);
              case "j" -> new Span(6, 7);
              case "g" -> new Span(0, 2);
              case "h" -> new Span(2, 4);
              case "i" -> new Span(4, 6);
              case "k" -> new Span(0, 4);
              case "l" -> new Span(4, 7);
              default -> throw new IllegalArgumentException(letter);
            })
        .toList();
  }

  private static int check(JsonObject vector, List<byte[]> leaves) {
    List<String> expected =
        array(vector, vector.has("path") ? "path" : "proof").elements().stream()
            .map(hash -> ((JsonString) hash).value())
            .toList();
    List<Span> path =
        vector.has("index")
            ? Span.inclusion(number(vector, "index"), number(vector, "size"))
            : Span.consistency(number(vector, "size1"), number(vector, "size2"));
    assertThat(hex(path, leaves)).as(vector.toString()).isEqualTo(expected);
    return 1;
  }

  private static long number(JsonObject vector, String member) {
    return Long.parseLong(vector.text(member));
  }

  private static JsonArray array(JsonObject object, String member) {
    JsonArray array = object.array(member);
    assertThat(array).as(member).isNotNull();
    return array;
  }

  @Test
  void everyProofOfSmallTreesIsTheOneOfTheRecursiveDefinition() {
    var leaves = leaves(40, new Random(6962));
    for (int size = 1; size <= leaves.size(); size++) {
      List<byte[]> tree = leaves.subList(0, size);
      for (int index = 0; index < size; index++) {
        assertThat(hex(Span.inclusion(index, size), leaves))
            .as("leaf %d of %d", index, size)
            .isEqualTo(hex(NaiveTree.path(index, tree)));
      }
      for (int first = 1; first <= size; first++) {
        assertThat(hex(Span.consistency(first, size), leaves))
            .as("from %d to %d", first, size)
            .isEqualTo(hex(NaiveTree.proof(first, tree)));
      }
      assertThat(new Span(0, size).root(node -> subtree(leaves, node)).hex())
          .isEqualTo(HexFormat.of().formatHex(NaiveTree.root(tree)));
    }
  }

  private static List<byte[]> leaves(int count, Random random) {
    var leaves = new ArrayList<byte[]>();
    for (int i = 0; i < count; i++) {
      byte[] leaf = new byte[32];
      random.nextBytes(leaf);
      leaves.add(leaf);
    }
    return leaves;
  }
}
