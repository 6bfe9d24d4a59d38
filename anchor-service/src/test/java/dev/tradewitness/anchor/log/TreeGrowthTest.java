package dev.tradewitness.anchor.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.merkle.Frontier;
import dev.tradewitness.common.merkle.InclusionProof;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TreeGrowthTest {

  /// Keeps what a growth completes, as the database does, and nothing else.
  private static final class Memory implements TreeGrowth.Stored {
    private final List<Hash> leafHashes = new ArrayList<>();
    private final Map<TileId, CompleteTile> tiles = new HashMap<>();
    private List<Hash> peaks = List.of();

    @Override
    public List<Hash> leafHashes(long from, long to) {
      assertThat(to - from).as("leaves read").isLessThan(CompleteTile.WIDTH);
      return List.copyOf(leafHashes.subList((int) from, (int) to));
    }

    @Override
    public List<Hash> tileRoots(int level, long from, long to) {
      assertThat(to - from).as("tiles read").isLessThan(CompleteTile.WIDTH);
      var roots = new ArrayList<Hash>();
      for (long index = from; index < to; index++) {
        roots.add(tiles.get(new TileId(level, index)).root());
      }
      return roots;
    }

    void grow(List<Leaf> leaves) {
      var growth = new TreeGrowth(leafHashes.size(), peaks, this);
      growth.append(leaves);
      peaks = growth.peaks();
      leaves.forEach(leaf -> leafHashes.add(leaf.leafHash()));
      for (CompleteTile tile : growth.completed()) {
        assertThat(tiles.put(new TileId(tile.level(), tile.index()), tile))
            .as("a tile is completed once")
            .isNull();
      }
    }

    Hash root() {
      return new Frontier(leafHashes.size(), peaks).root();
    }

    InclusionProof inclusion(long index) {
      return TileProofs.inclusion(index, leafHashes.size(), this::tiles);
    }

    private Map<TileId, List<Hash>> tiles(Set<TileId> wanted) {
      return wanted.stream().collect(Collectors.toMap(id -> id, this::row));
    }

    private List<Hash> row(TileId id) {
      CompleteTile tile = tiles.get(id);
      if (tile != null) {
        return tile.hashes();
      }
      long from = id.index() * CompleteTile.WIDTH;
      return id.level() == 0
          ? leafHashes(from, leafHashes.size())
          : Stream.iterate(from, index -> index + 1)
              .map(index -> tiles.get(new TileId(id.level() - 1, index)))
              .takeWhile(Objects::nonNull)
              .map(CompleteTile::root)
              .toList();
    }
  }

  private static Leaf leaf(long sequence, byte[] hash) {
    return Leaf.of(sequence, new UUID(0, sequence), new Hash(hash), 0);
  }

  @Test
  void rootsAndTilesAreThoseOfTheNaiveTreeHoweverTheLeavesCome() {
    long seed = System.nanoTime();
    System.out.println("TreeGrowthTest seed " + seed);
    var random = new Random(seed);
    for (int round = 0; round < 6; round++) {
      var memory = new Memory();
      var data = new ArrayList<byte[]>();
      while (data.size() < 2_500) {
        // Polls of every kind: single events, to a tile's edge exactly, over several tiles.
        int count =
            switch (random.nextInt(4)) {
              case 0 -> 1;
              case 1 -> CompleteTile.WIDTH - data.size() % CompleteTile.WIDTH;
              case 2 -> 1 + random.nextInt(CompleteTile.WIDTH);
              default -> 1 + random.nextInt(4 * CompleteTile.WIDTH);
            };
        memory.grow(more(data, count, random));
        assertThat(memory.root().bytes())
            .as("root at %d", data.size())
            .isEqualTo(NaiveTree.root(data));
        int index = random.nextInt(data.size());
        assertThat(memory.inclusion(index).path())
            .as("leaf %d of %d", index, data.size())
            .extracting(Hash::bytes)
            .containsExactlyElementsOf(NaiveTree.path(index, data));
      }
      assertTiles(memory, data);
    }
  }

  private static List<Leaf> more(List<byte[]> data, int count, Random random) {
    var leaves = new ArrayList<Leaf>();
    for (int i = 0; i < count; i++) {
      byte[] hash = new byte[32];
      random.nextBytes(hash);
      leaves.add(leaf(data.size(), hash));
      data.add(hash);
    }
    return leaves;
  }

  private static void assertTiles(Memory memory, List<byte[]> data) {
    int width = CompleteTile.WIDTH;
    int full = data.size() / width;
    assertThat(memory.tiles).hasSize(full);
    for (int index = 0; index < full; index++) {
      List<byte[]> covered = data.subList(index * width, (index + 1) * width);
      CompleteTile tile = memory.tiles.get(new TileId(0, index));
      assertThat(tile.root().bytes()).isEqualTo(NaiveTree.root(covered));
      for (int i = 0; i < width; i++) {
        assertThat(tile.hashes().get(i).bytes())
            .isEqualTo(NaiveTree.sha256(new byte[] {0}, covered.get(i)));
      }
    }
  }

  @Test
  void theLastLeafOfManyCompletesATileOfEveryLevel() {
    long seed = System.nanoTime();
    System.out.println("TreeGrowthTest seed " + seed);
    var random = new Random(seed);
    var memory = new Memory();
    var data = new ArrayList<byte[]>();
    int perfect = CompleteTile.WIDTH * CompleteTile.WIDTH;
    while (data.size() < perfect - 1) {
      memory.grow(more(data, Math.min(5_000, perfect - 1 - data.size()), random));
    }
    assertThat(memory.tiles).doesNotContainKey(new TileId(1, 0));
    memory.grow(more(data, 1, random));
    CompleteTile top = memory.tiles.get(new TileId(1, 0));
    assertThat(memory.tiles).hasSize(CompleteTile.WIDTH + 1);
    assertThat(top.root()).isEqualTo(memory.root());
    assertThat(top.root().bytes()).isEqualTo(NaiveTree.root(data));
    for (int index = 0; index < CompleteTile.WIDTH; index++) {
      assertThat(top.hashes().get(index)).isEqualTo(memory.tiles.get(new TileId(0, index)).root());
    }
  }
}
