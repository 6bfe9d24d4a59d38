package dev.tradewitness.anchor.api;

import dev.tradewitness.anchor.checkpoint.Checkpoints;
import dev.tradewitness.anchor.checkpoint.KeyRing;
import dev.tradewitness.anchor.checkpoint.SignedCheckpoint;
import dev.tradewitness.anchor.evidence.ProofMembers;
import dev.tradewitness.anchor.log.Leaf;
import dev.tradewitness.anchor.log.LogHead;
import dev.tradewitness.anchor.log.StreamLog;
import dev.tradewitness.anchor.log.TileId;
import dev.tradewitness.anchor.log.TreeReader;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.kit.web.Query;
import dev.tradewitness.kit.web.QueryReader;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// Logs for anybody who audits: checkpoints and tiles as C2SP tlog-tiles has them, and consistency
/// proofs. A log's id is its policy id. Only what a stored checkpoint covers is shown.
@RestController
class LogController {

  private static final long TILE_WIDTH = 256;
  private static final int LEVEL_BITS = 8;
  private static final int ENTRY_PREFIX_BYTES = 2;

  private final StreamLog logs;
  private final TreeReader trees;
  private final Checkpoints checkpoints;
  private final KeyRing keys;

  LogController(StreamLog logs, TreeReader trees, Checkpoints checkpoints, KeyRing keys) {
    this.logs = logs;
    this.trees = trees;
    this.checkpoints = checkpoints;
    this.keys = keys;
  }

  /// Without `second` up to the newest checkpoint. RFC 6962 section 2.1.2 has no proof from an
  /// empty tree.
  @GetMapping("/vcp/logs/{policyId}/consistency")
  ResponseEntity<byte[]> consistency(
      @PathVariable String policyId, @Query({"first", "second"}) QueryReader query) {
    if (!query.isPresent("first")) {
      query.wrong("first", "MISSING", "first is required");
    }
    query.requireNoViolation();
    LogHead log = log(policyId);
    long newest = checkpoint(log).head().size();
    long until = query.number("second", 1, newest, newest);
    long first = query.number("first", 1, until, 1);
    query.requireNoViolation();
    return Answers.json(
        JsonObject.builder()
            .put("policy_id", policyId)
            .put("origin", keys.origin(log.policyId()))
            .put("first", first)
            .put("second", until)
            .put("first_root", trees.root(log.tree(), first).hex())
            .put("second_root", trees.root(log.tree(), until).hex())
            .put("path", ProofMembers.hexes(trees.consistency(log.tree(), first, until).path()))
            .build());
  }

  @GetMapping("/logs/{logId}/checkpoint")
  ResponseEntity<byte[]> checkpoint(@PathVariable String logId) {
    return ResponseEntity.ok()
        .contentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8))
        .cacheControl(CacheControl.noCache())
        .body(checkpoint(log(logId)).note().getBytes(StandardCharsets.UTF_8));
  }

  @GetMapping("/logs/{logId}/tile/entries/**")
  ResponseEntity<byte[]> entries(@PathVariable String logId, HttpServletRequest request) {
    LogHead log = log(logId);
    TilePath path = tilePath(request, "/tile/entries/");
    requireCovered(log, 0, path);
    long from = path.index() * TILE_WIDTH;
    List<Leaf> leaves = trees.leaves(log.logNo(), from, from + path.width());
    ByteBuffer entries = ByteBuffer.allocate(leaves.size() * (ENTRY_PREFIX_BYTES + Hash.BYTES));
    for (Leaf leaf : leaves) {
      entries.putShort((short) Hash.BYTES).put(leaf.eventHash().bytes());
    }
    return immutable(entries.array());
  }

  @GetMapping("/logs/{logId}/tile/{level:[0-7]}/**")
  ResponseEntity<byte[]> tile(
      @PathVariable String logId, @PathVariable int level, HttpServletRequest request) {
    LogHead log = log(logId);
    TilePath path = tilePath(request, "/tile/" + level + "/");
    requireCovered(log, level, path);
    List<Hash> hashes = trees.tile(log.tree(), new TileId(level, path.index()), path.width());
    ByteBuffer bytes = ByteBuffer.allocate(hashes.size() * Hash.BYTES);
    hashes.forEach(hash -> bytes.put(hash.bytes()));
    return immutable(bytes.array());
  }

  private static TilePath tilePath(HttpServletRequest request, String after) {
    String uri = request.getRequestURI();
    String path = uri.substring(uri.indexOf(after) + after.length());
    return TilePath.parse(path).orElseThrow(() -> Answers.notFound("Not a tile's path: " + path));
  }

  private void requireCovered(LogHead log, int level, TilePath path) {
    long hashes = checkpoint(log).head().size() >>> (LEVEL_BITS * level);
    if (path.index() >= hashes || path.index() * TILE_WIDTH + path.width() > hashes) {
      throw Answers.notFound("The newest checkpoint does not cover this tile");
    }
  }

  private static ResponseEntity<byte[]> immutable(byte[] body) {
    return ResponseEntity.ok()
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .cacheControl(CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable())
        .body(body);
  }

  private LogHead log(String policyId) {
    return logs.find(Answers.policyId(policyId))
        .orElseThrow(() -> Answers.notFound("There is no log of " + policyId));
  }

  private SignedCheckpoint checkpoint(LogHead log) {
    return checkpoints
        .latest(log.logNo())
        .orElseThrow(() -> Answers.notFound("The log has no checkpoint yet"));
  }
}
