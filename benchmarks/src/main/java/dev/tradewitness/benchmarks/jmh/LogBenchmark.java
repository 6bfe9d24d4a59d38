package dev.tradewitness.benchmarks.jmh;

import dev.tradewitness.anchor.log.CompleteTile;
import dev.tradewitness.anchor.log.Leaf;
import dev.tradewitness.anchor.log.TileId;
import dev.tradewitness.anchor.log.TileProofs;
import dev.tradewitness.anchor.log.TreeGrowth;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.merkle.Frontier;
import dev.tradewitness.common.merkle.InclusionProof;
import dev.tradewitness.common.merkle.ProofMismatchException;
import dev.tradewitness.common.merkle.TreeHead;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The Merkle log of anchor-service, with its tiles in memory instead of PostgreSQL: leaves
/// appended as a poll brings them, a proof made from tiles, a proof checked.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
public class LogBenchmark {

  private static final int POLL = 500;

  /// Leaves in the log before the measured ones.
  @Param({"1000", "100000"})
  public int size;

  private final InMemory stored = new InMemory();
  private List<Leaf> poll = List.of();
  private TreeHead head = new Frontier().head();
  private InclusionProof proof = new InclusionProof(0, 1, List.of());
  private int index;

  @Setup
  public void fill() throws ProofMismatchException {
    for (int from = 0; from < size; from += POLL) {
      stored.append(leaves(from, POLL));
    }
    poll = leaves(size, POLL);
    head = new Frontier(size, stored.peaks).head();
    proof = proveInclusion();
    verifyInclusion();
  }

  private static List<Leaf> leaves(int from, int count) {
    var leaves = new ArrayList<Leaf>(count);
    for (long number = from; number < from + count; number++) {
      var id = new UUID(1, number);
      leaves.add(
          Leaf.of(number, id, Hash.of(id.toString().getBytes(StandardCharsets.UTF_8)), number));
    }
    return leaves;
  }

  /// Per leaf. The log is at the same size before each call.
  @Benchmark
  @OperationsPerInvocation(POLL)
  public List<CompleteTile> appendLeaf() {
    var growth = new TreeGrowth(size, stored.peaks, stored);
    growth.append(poll);
    return growth.completed();
  }

  /// Of one leaf after the other.
  @Benchmark
  public InclusionProof proveInclusion() {
    index = (index + 7919) % size;
    return TileProofs.inclusion(index, size, stored::tiles);
  }

  @Benchmark
  public InclusionProof verifyInclusion() throws ProofMismatchException {
    proof.verify(stored.leafHashes.get((int) proof.leafIndex()), head);
    return proof;
  }

  /// Tiles as they are stored, and the leaves beside them.
  private static final class InMemory implements TreeGrowth.Stored {
    private final List<Hash> leafHashes = new ArrayList<>();
    private final Map<TileId, CompleteTile> complete = new HashMap<>();
    private List<Hash> peaks = List.of();

    void append(List<Leaf> leaves) {
      var growth = new TreeGrowth(leafHashes.size(), peaks, this);
      growth.append(leaves);
      leaves.forEach(leaf -> leafHashes.add(leaf.leafHash()));
      growth
          .completed()
          .forEach(tile -> complete.put(new TileId(tile.level(), tile.index()), tile));
      peaks = growth.peaks();
    }

    @Override
    public List<Hash> leafHashes(long from, long to) {
      return leafHashes.subList((int) from, (int) to);
    }

    @Override
    public List<Hash> tileRoots(int level, long from, long to) {
      var roots = new ArrayList<Hash>();
      for (long index = from; index < to; index++) {
        CompleteTile tile = complete.get(new TileId(level, index));
        if (tile != null) {
          roots.add(tile.root());
        }
      }
      return roots;
    }

    Map<TileId, List<Hash>> tiles(Set<TileId> wanted) {
      var tiles = new HashMap<TileId, List<Hash>>();
      for (TileId id : wanted) {
        CompleteTile tile = complete.get(id);
        tiles.put(id, tile == null ? edge(id) : tile.hashes());
      }
      return tiles;
    }

    /// What there is of a tile that is not complete.
    private List<Hash> edge(TileId id) {
      long from = id.index() * CompleteTile.WIDTH;
      return id.level() == 0
          ? leafHashes(from, leafHashes.size())
          : tileRoots(id.level() - 1, from, from + CompleteTile.WIDTH);
    }
  }
}
