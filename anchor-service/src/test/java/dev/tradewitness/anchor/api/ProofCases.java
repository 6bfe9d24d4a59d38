package dev.tradewitness.anchor.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.anchor.AnchorServiceCase;
import dev.tradewitness.anchor.Outsider;
import dev.tradewitness.anchor.TestEvent;
import dev.tradewitness.anchor.log.NaiveTree;
import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.common.merkle.InclusionProof;
import dev.tradewitness.common.merkle.Merkle;
import dev.tradewitness.common.merkle.TreeHead;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

public abstract class ProofCases extends AnchorServiceCase {

  @Test
  void everyEventOfEveryBatchIsProvedInItsBatchAndInItsLog() throws Exception {
    long seed = System.nanoTime();
    System.out.println("ProofCases seed " + seed);
    var random = new Random(seed);
    var all = new ArrayList<TestEvent>();
    for (int size : new int[] {1, 2, 2 + random.nextInt(40), 250 + random.nextInt(300)}) {
      int first = all.size();
      List<TestEvent> batch = captured("test:proof", size);
      all.addAll(batch);
      awaitSize("test:proof", all.size());
      String batchId = close("test:proof").string("batch_id");
      assertProved(batch, 0, all, first, batchId);
      assertProved(batch, size - 1, all, first, batchId);
      for (int i = 0; i < 8; i++) {
        assertProved(batch, random.nextInt(size), all, first, batchId);
      }
    }
  }

  private void assertProved(
      List<TestEvent> batch, int index, List<TestEvent> all, int first, String batchId)
      throws Exception {
    TestEvent event = batch.get(index);
    JsonObject proof = getJson("/vcp/events/" + event.eventId() + "/proof");
    assertThat(proof.string("event_id")).isEqualTo(event.eventId().toString());
    assertThat(proof.string("event_hash")).isEqualTo(hex(event.hash()));
    assertThat(proof.string("policy_id")).isEqualTo("test:proof");
    assertThat(number(proof, "sequence")).isEqualTo(event.sequence());

    byte[] batchRoot = NaiveTree.root(hashes(batch));
    JsonObject inBatch = proof.object("batch");
    assertThat(inBatch.string("batch_id")).isEqualTo(batchId);
    assertThat(inBatch.string("merkle_root")).isEqualTo(hex(batchRoot));
    assertThat(number(inBatch, "leaf_index")).isEqualTo(index);
    assertThat(number(inBatch, "tree_size")).isEqualTo(batch.size());
    JsonArray path = bare(inBatch.array("audit_path"));
    assertThat(Outsider.rootFrom(event.hash(), index, batch.size(), path)).isEqualTo(batchRoot);
    assertSides(event, inBatch.array("audit_path"), "left", batchRoot);

    int logSize = first + batch.size();
    byte[] logRoot = NaiveTree.root(hashes(all));
    JsonObject inLog = proof.object("log");
    Outsider.Note note = Outsider.note(inLog.string("checkpoint"), verifierKey("test:proof"));
    assertThat(note.size()).isEqualTo(number(inLog, "tree_size")).isEqualTo(logSize);
    assertThat(note.root()).isEqualTo(logRoot);
    assertThat(inLog.string("root")).isEqualTo(hex(logRoot));
    assertThat(number(inLog, "leaf_index")).isEqualTo(event.sequence());
    JsonArray logPath = inLog.array("audit_path");
    assertThat(Outsider.rootFrom(event.hash(), event.sequence(), logSize, logPath))
        .isEqualTo(logRoot);
    new InclusionProof(event.sequence(), logSize, hashesOf(logPath))
        .verify(Merkle.leaf(event.hash()), new TreeHead(logSize, new Hash(logRoot)));

    // The published shapes are views of the same proof.
    assertThat(proof.string("merkle_root")).isEqualTo(hex(batchRoot));
    assertThat(proof.array("proof_path")).isEqualTo(inBatch.array("audit_path"));
    assertSides(event, proof.array("audit_path"), "L", batchRoot);
    JsonObject explorer = proof.object("merkle_proof");
    assertThat(explorer.string("root_hash")).isEqualTo(hex(batchRoot));
    assertThat(explorer.array("audit_path")).isEqualTo(path);
    assertThat(number(explorer, "leaf_index")).isEqualTo(index);
    assertThat(number(explorer, "tree_size")).isEqualTo(batch.size());
    assertThat(proof.object("anchor").string("anchor_reference")).isEqualTo(batchId);
    assertThat(proof.object("anchor_info")).isEqualTo(proof.object("anchor"));
  }

  private static JsonArray bare(JsonArray sided) {
    return JsonArray.ofStrings(
        sided.elements().stream().map(step -> ((JsonObject) step).string("hash")).toList());
  }

  private static List<Hash> hashesOf(JsonArray path) {
    return path.elements().stream()
        .map(hash -> Hash.ofHex(((JsonValue.JsonString) hash).value()))
        .toList();
  }

  /// As a client works that knows nothing of trees: sibling on the left or on the right.
  private static void assertSides(TestEvent event, JsonArray path, String left, byte[] root) {
    byte[] hash = NaiveTree.sha256(new byte[] {0}, event.hash());
    for (JsonValue element : path.elements()) {
      JsonObject step = (JsonObject) element;
      byte[] sibling = HexFormat.of().parseHex(step.string("hash"));
      hash =
          left.equals(step.string("position"))
              ? NaiveTree.sha256(new byte[] {1}, sibling, hash)
              : NaiveTree.sha256(new byte[] {1}, hash, sibling);
    }
    assertThat(hash).isEqualTo(root);
  }

  @Test
  void allPathsAndTheHashLeadToTheSameProof() {
    TestEvent event = captured("test:aliases", 20).get(13);
    awaitSize("test:aliases", 20);
    awaitAnchored(close("test:aliases").string("batch_id"));
    JsonObject proof = timeless(getJson("/vcp/events/" + event.eventId() + "/proof"));
    assertThat(proof.string("status")).isEqualTo("ANCHORED");
    for (String path :
        List.of(
            "/v1/events/%s/proof",
            "/api/v1/events/%s/proof", "/vcp/proof/%s", "/merkle/proof/%s")) {
      assertThat(timeless(getJson(path.formatted(event.eventId())))).as(path).isEqualTo(proof);
      assertThat(timeless(getJson(path.formatted(hex(event.hash())) + "?by=hash")))
          .as(path)
          .isEqualTo(proof);
    }
    String capitals = event.eventId().toString().toUpperCase(java.util.Locale.ROOT);
    assertThat(timeless(getJson("/vcp/proof/" + capitals))).isEqualTo(proof);
  }

  private static JsonObject timeless(JsonObject proof) {
    assertThat(proof.string("generated_at")).isNotNull();
    return proof.with("generated_at", JsonValue.NULL);
  }

  @Test
  void beforeItsBatchClosesAnEventIsProvedInTheLogAlone() {
    List<TestEvent> events = captured("test:open", 30);
    awaitSize("test:open", 30);
    TestEvent event = events.get(11);
    String path = "/vcp/events/" + event.eventId() + "/proof";
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(json(get(path)).object("log")).isNotNull());

    HttpResponse<byte[]> answer = get(path);

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonObject problem = json(answer);
    assertThat(problem.string("code")).isEqualTo("proof_not_available");
    assertThat(problem.string("error")).isEqualTo("proof_not_available");
    assertThat(problem.string("event_hash")).isEqualTo(hex(event.hash()));
    assertThat(problem.has("batch")).isFalse();
    JsonObject log = problem.object("log");
    Outsider.Note note = Outsider.note(log.string("checkpoint"), verifierKey("test:open"));
    assertThat(Outsider.rootFrom(event.hash(), 11, note.size(), log.array("audit_path")))
        .isEqualTo(note.root())
        .isEqualTo(NaiveTree.root(hashes(events.subList(0, (int) note.size()))));

    close("test:open");
    assertThat(get(path).statusCode()).isEqualTo(200);
  }

  @Test
  void anIdThatTwoStreamsHaveIsFoundInTheOneThatIsMeant() {
    // The same document under two policies, as two systems that witness one event store it.
    TestEvent first = captured("test:shared-a", 1).getFirst();
    var second =
        new TestEvent(
            "test:shared-b", 0, first.eventId(), first.document(), first.receivedAtMicros());
    CAPTURE.store(second);
    sendMessages(List.of(second.message()));
    awaitSize("test:shared-a", 1);
    awaitSize("test:shared-b", 1);
    close("test:shared-a");
    close("test:shared-b");
    String path = "/vcp/proof/" + first.eventId();
    assertThat(getJson(path).string("policy_id")).isEqualTo("test:shared-a");
    assertThat(getJson(path + "?policy_id=test:shared-b").string("policy_id"))
        .isEqualTo("test:shared-b");
    assertThat(problem(get(path + "?policy_id=test:shared-c"))).isEqualTo("404 NOT_FOUND");
  }

  @Test
  void unknownEventsAreNotFoundAndWhatIsNoIdIsRefused() {
    assertThat(problem(get("/vcp/proof/" + new UUID(1, 2)))).isEqualTo("404 NOT_FOUND");
    assertThat(problem(get("/vcp/proof/" + "ab".repeat(32) + "?by=hash")))
        .isEqualTo("404 NOT_FOUND");
    for (String path :
        List.of(
            "/vcp/proof/1",
            "/vcp/proof/1-1-1-1-1",
            "/vcp/proof/zz" + new UUID(1, 2).toString().substring(2),
            "/vcp/proof/" + "ab".repeat(31) + "?by=hash",
            "/vcp/proof/" + "xy".repeat(32) + "?by=hash",
            "/vcp/proof/" + new UUID(1, 2) + "?by=name")) {
      assertThat(problem(get(path))).as(path).isEqualTo("400 INVALID_PARAMETER");
    }
  }
}
