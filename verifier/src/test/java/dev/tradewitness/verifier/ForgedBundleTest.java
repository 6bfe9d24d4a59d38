package dev.tradewitness.verifier;

import static dev.tradewitness.evidence.made.MadeBundle.batch;
import static dev.tradewitness.evidence.made.MadeBundle.checkpoint;
import static dev.tradewitness.evidence.made.MadeBundle.consistency;
import static dev.tradewitness.evidence.made.MadeBundle.event;
import static dev.tradewitness.evidence.made.MadeBundle.proof;
import static dev.tradewitness.evidence.made.MadeBundle.timeStamp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.evidence.made.Json;
import dev.tradewitness.evidence.made.MadeBundle;
import dev.tradewitness.evidence.made.NaiveTree;
import dev.tradewitness.evidence.made.Signer;
import dev.tradewitness.evidence.made.StampAuthority;
import dev.tradewitness.evidence.made.StampAuthority.Flaw;
import dev.tradewitness.evidence.made.World;
import dev.tradewitness.verifier.report.BundleReport;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every forger here writes a manifest that fits, and some hold the log's own keys.
class ForgedBundleTest {

  private static final String DESK = "org.example:desk";
  private static final StampAuthority AUTHORITY = new StampAuthority("Test", Flaw.NONE);

  private final World world = new World(7, AUTHORITY);
  private final World.Stream desk = world.stream(DESK, true, 3, 5, 4);
  private final MadeBundle bundle = world.bundle();
  private final Signer stranger = new Signer("stranger");

  private final String first = World.batchId(desk, 0);
  private final String second = World.batchId(desk, 3);

  private static void assertFails(MadeBundle bundle, String... checks) {
    assertFails(Answers.of(bundle), checks);
  }

  private static void assertFails(BundleReport report, String... checks) {
    assertThat(Answers.failed(report)).as(Answers.text(report)).contains(checks);
    assertThat(Answers.broke(report)).as(Answers.text(report)).isFalse();
  }

  private static UnaryOperator<JsonObject> set(String name, JsonValue value) {
    return json -> json.with(name, value);
  }

  private static UnaryOperator<JsonObject> set(String name, String value) {
    return set(name, JsonValue.of(value));
  }

  private static UnaryOperator<JsonObject> set(String name, long value) {
    return set(name, JsonValue.of(value));
  }

  private static UnaryOperator<JsonObject> in(String name, UnaryOperator<JsonObject> change) {
    return json -> json.with(name, change.apply(Objects.requireNonNull(json.object(name))));
  }

  private static UnaryOperator<JsonObject> without(String name) {
    return json ->
        json.only(json.members().keySet().stream().filter(n -> !n.equals(name)).toList());
  }

  private UnaryOperator<JsonObject> resigned(UnaryOperator<JsonObject> change) {
    return json -> World.signed(change.apply(json), world.checkpointKey);
  }

  private static UnaryOperator<JsonObject> inAnchor(UnaryOperator<JsonObject> change) {
    return json ->
        json.with(
            "anchors",
            JsonArray.of(
                List.of(
                    change.apply(
                        (JsonObject) Objects.requireNonNull(json.array("anchors")).get(0)))));
  }

  private void restamp(String batchId, byte[] response) {
    bundle.put(timeStamp(batchId, 0), response);
    bundle.edit(
        batch(batchId),
        inAnchor(
            set("proof", Base64.getEncoder().encodeToString(response))
                    .andThen(set("stamped_at", genTime(response)))
                ::apply));
  }

  private static String genTime(byte[] response) {
    try {
      return new TimeStampResponse(response)
          .getTimeStampToken()
          .getTimeStampInfo()
          .getGenTime()
          .toInstant()
          .toString();
    } catch (IOException | TSPException e) {
      throw new AssertionError(e);
    }
  }

  private byte[] stamped(String batchId) {
    return HexFormat.of()
        .parseHex(Objects.requireNonNull(bundle.json(batch(batchId)).string("batch_hash")));
  }

  private BigInteger nonce(String batchId) {
    JsonObject anchor =
        (JsonObject) Objects.requireNonNull(bundle.json(batch(batchId)).array("anchors")).get(0);
    return new BigInteger(Objects.requireNonNull(anchor.string("nonce")), 16);
  }

  private static Instant after() {
    return World.START.plusSeconds(7200);
  }

  // ---- events

  @Test
  void aDroppedEventIsMissedInTheSequence() {
    assertFails(bundle.drop(event(DESK, 4)).drop(proof(DESK, 4)), "sequence");
  }

  @Test
  void aDroppedLastEventIsMissedInTheSequence() {
    assertFails(bundle.drop(event(DESK, 11)).drop(proof(DESK, 11)), "sequence");
  }

  @Test
  void aDroppedDocumentIsMissedBesideItsProof() {
    assertFails(bundle.drop(event(DESK, 4)), "sequence", "event-identity");
  }

  @Test
  void aDroppedProofIsMissedBesideItsDocument() {
    assertFails(bundle.drop(proof(DESK, 4)), "sequence", "event-hash");
  }

  @Test
  void swappedDocumentsDoNotHashToTheirProofs() {
    byte[] one = bundle.get(event(DESK, 3));
    bundle.put(event(DESK, 3), bundle.get(event(DESK, 4))).put(event(DESK, 4), one);
    assertFails(bundle, "event-hash", "event-identity");
  }

  @Test
  void swappedEventsWithTheirProofsAreNotTheLeavesOfTheirPlaces() {
    for (String kind : List.of("event", "proof")) {
      String at3 = kind.equals("event") ? event(DESK, 3) : proof(DESK, 3);
      String at4 = kind.equals("event") ? event(DESK, 4) : proof(DESK, 4);
      byte[] one = bundle.get(at3);
      bundle.put(at3, bundle.get(at4)).put(at4, one);
    }
    bundle.edit(proof(DESK, 3), set("sequence", 3)).edit(proof(DESK, 4), set("sequence", 4));
    assertFails(bundle, "batch-inclusion", "log-inclusion");
  }

  @Test
  void aChangedDocumentDoesNotHashToItsProof() {
    String text = new String(bundle.get(event(DESK, 3)), Json.UTF_8);
    bundle.put(event(DESK, 3), text.replace("BUY", "SEL").getBytes(Json.UTF_8));
    assertFails(bundle, "event-hash");
  }

  @Test
  void aProofOfAnotherHashProfileIsRefused() {
    bundle.edit(proof(DESK, 3), set("hash_profile", "VCP-SPEC-6.1.1"));
    assertFails(bundle, "event-hash");
  }

  @Test
  void aDocumentOfTwoLayoutsIsHashedByTheOneThatIsReadFirst() {
    // Number 2 is hashed as Header and Payload; a header and payload in front would be what is
    // read.
    String text = new String(bundle.get(event(DESK, 2)), Json.UTF_8);
    String id = desk.events().get(2).eventId();
    bundle.put(
        event(DESK, 2),
        text.replaceFirst(
                "\\{", "{\"header\":{\"event_id\":\"" + id + "\"},\"payload\":{\"forged\":1},")
            .getBytes(Json.UTF_8));
    assertFails(bundle, "event-hash");
  }

  @Test
  void anEventIdThatOnlyTheProofHasIsRefused() {
    bundle.edit(proof(DESK, 3), set("event_id", "00000000-0000-7000-8000-000000000000"));
    assertFails(bundle, "event-identity", "batch-record");
  }

  @Test
  void aDocumentOfAnotherStreamIsRefused() {
    String text = new String(bundle.get(event(DESK, 3)), Json.UTF_8);
    bundle.put(event(DESK, 3), text.replace(DESK, "org.example:task").getBytes(Json.UTF_8));
    assertFails(bundle, "event-identity");
  }

  @Test
  void aProofOfAnotherNumberThanItsFileIsRefused() {
    assertFails(bundle.edit(proof(DESK, 3), set("sequence", 4)), "event-identity");
  }

  @Test
  void aSignatureOfAStrangerIsRefused() {
    bundle.edit(
        proof(DESK, 3),
        in("security", set("signature", stranger.signBase64(desk.events().get(3).hash()))));
    assertFails(bundle, "event-signature");
  }

  @Test
  void aSignatureOfAKeyThatNobodyKnowsIsRefused() {
    bundle.edit(proof(DESK, 3), in("security", set("signing_key_id", stranger.keyId())));
    assertFails(bundle, "event-signature");
  }

  @Test
  void theCheckpointKeyMayNotSignEvents() {
    byte[] hash = desk.events().get(3).hash();
    bundle.edit(
        proof(DESK, 3), in("security", set("signature", world.checkpointKey.signBase64(hash))));
    bundle.edit(proof(DESK, 3), in("security", set("signing_key_id", world.checkpointKey.keyId())));
    assertFails(bundle, "event-signature");
  }

  @Test
  void aKeyThatHadEndedMayNotSignEvents() {
    bundle.edit("keys.json", inKey(0, set("not_after", "2026-11-21T09:00:00.000000Z")));
    assertFails(bundle, "event-signature");
  }

  @Test
  void aKeyThatHadNotBegunMayNotSign() {
    bundle.edit("keys.json", inKey(0, set("not_before", "2026-11-22T09:00:00.000000Z")));
    bundle.edit("keys.json", inKey(1, set("not_before", "2026-11-22T09:00:00.000000Z")));
    assertFails(bundle, "event-signature", "batch-record");
  }

  private static UnaryOperator<JsonObject> inKey(int index, UnaryOperator<JsonObject> change) {
    return json -> {
      var keys = new ArrayList<>(Objects.requireNonNull(json.array("keys")).elements());
      keys.set(index, change.apply((JsonObject) keys.get(index)));
      return json.with("keys", JsonArray.of(keys));
    };
  }

  // ---- batches

  @Test
  void aWrongLeafIndexIsRefused() {
    bundle.edit(proof(DESK, 4), in("batch", set("leaf_index", 2)));
    assertFails(bundle, "batch-inclusion");
    bundle.edit(proof(DESK, 5), in("log", set("leaf_index", 6)));
    assertFails(bundle, "batch-inclusion", "log-inclusion");
  }

  @Test
  void aWrongTreeSizeIsRefused() {
    bundle.edit(proof(DESK, 4), in("batch", set("tree_size", 6)));
    bundle.edit(proof(DESK, 4), in("log", set("tree_size", 8)));
    assertFails(bundle, "batch-inclusion", "log-inclusion");
  }

  @Test
  void aPositionOnTheWrongSideIsRefusedThoughNothingRestsOnIt() {
    bundle.edit(
        proof(DESK, 3),
        in(
            "batch",
            json -> {
              var path =
                  new ArrayList<>(Objects.requireNonNull(json.array("audit_path")).elements());
              path.set(0, ((JsonObject) path.get(0)).with("position", JsonValue.of("left")));
              return json.with("audit_path", JsonArray.of(path));
            }));
    assertFails(bundle, "batch-inclusion");
  }

  @Test
  void aRootThatRepeatsTheLastLeafIsRefused() {
    // The operator signs a duplicate-last tree over three leaves: the same root as over four.
    List<byte[]> leaves = desk.events().subList(0, 3).stream().map(World.Event::hash).toList();
    var four = new ArrayList<>(leaves);
    four.add(leaves.getLast());
    bundle.edit(batch(first), resigned(set("merkle_root", Json.hex(NaiveTree.root(four)))));
    for (int n = 0; n < 3; n++) {
      JsonObject inBatch = World.inBatch(first, four, n).with("tree_size", JsonValue.of(3));
      bundle.edit(proof(DESK, n), set("batch", inBatch));
    }
    assertFails(bundle, "batch-root", "batch-inclusion");
  }

  @Test
  void aBatchThatCountsItsLastEventTwiceIsRefused() {
    bundle.edit(batch(first), resigned(set("event_count", 4)));
    assertFails(bundle, "batch-record");
  }

  @Test
  void aBatchOfAnotherAlgorithmIsRefused() {
    assertFails(
        bundle.edit(batch(first), resigned(set("merkle_algo", "DUP_LAST"))), "batch-record");
  }

  @Test
  void aChangedRecordIsNotTheOneThatWasHashed() {
    bundle.edit(batch(first), set("closed_at", "2026-11-21T10:00:01.000000Z"));
    assertFails(bundle, "batch-record");
  }

  @Test
  void aRecordHashedAnewIsNotTheOneThatWasSigned() {
    bundle.edit(
        batch(first),
        json -> {
          JsonObject changed = set("closed_at", "2026-11-21T10:00:01.000000Z").apply(json);
          return json.with("closed_at", JsonValue.of("2026-11-21T10:00:01.000000Z"))
              .with(
                  "batch_hash",
                  Objects.requireNonNull(World.signed(changed, stranger).get("batch_hash")));
        });
    assertFails(bundle, "batch-record", "batch-chain");
  }

  @Test
  void aRecordSignedByAStrangerIsRefused() {
    bundle.edit(batch(second), json -> World.signed(json, stranger));
    assertFails(bundle, "batch-record");
  }

  @Test
  void aRecordOfOtherEventsIsRefused() {
    bundle.edit(
        batch(second), resigned(set("last_event_id", "00000000-0000-7000-8000-000000000000")));
    assertFails(bundle, "batch-record");
  }

  @Test
  void aRecordThatReachesBeyondItsCheckpointIsRefused() {
    JsonObject own = Objects.requireNonNull(bundle.json(batch(first)).object("checkpoint"));
    bundle.edit(batch(second), resigned(set("checkpoint", own)));
    assertFails(bundle, "batch-record");
  }

  @Test
  void aBatchThatNamesAnotherOneBeforeItIsRefused() {
    bundle.edit(batch(second), resigned(set("previous_batch_hash", Json.hex(NaiveTree.sha256()))));
    assertFails(bundle, "batch-chain");
  }

  @Test
  void aFirstBatchThatNamesOneBeforeItIsRefused() {
    bundle.edit(batch(first), resigned(set("previous_batch_hash", Json.hex(NaiveTree.sha256()))));
    assertFails(bundle, "batch-chain");
  }

  @Test
  void aMissingBatchBreaksTheChain() {
    bundle.drop(batch(second)).drop(timeStamp(second, 0));
    assertFails(bundle, "batch-chain", "batch-inclusion");
  }

  // ---- checkpoints

  @Test
  void aCheckpointOfAnotherOriginIsRefused() {
    byte[] root = NaiveTree.root(desk.events().stream().map(World.Event::hash).toList());
    bundle.put(
        checkpoint(DESK, 12),
        world.checkpointKey.note("log.example/other", 12, root).getBytes(Json.UTF_8));
    assertFails(bundle, "checkpoint-signature", "log-inclusion");
  }

  @Test
  void aCheckpointSignedByAStrangerIsRefused() {
    byte[] root = NaiveTree.root(desk.events().stream().map(World.Event::hash).toList());
    bundle.put(
        checkpoint(DESK, 12),
        stranger.note(World.ORIGIN + "/" + DESK, 12, root).getBytes(Json.UTF_8));
    assertFails(bundle, "checkpoint-signature");
  }

  @Test
  void aCheckpointOfAnotherHistoryIsRefusedThoughItsSignatureIsRight() {
    byte[] root = NaiveTree.sha256(new byte[] {42});
    bundle.put(
        checkpoint(DESK, 8),
        world.checkpointKey.note(World.ORIGIN + "/" + DESK, 8, root).getBytes(Json.UTF_8));
    assertFails(bundle, "log-consistency");
  }

  @Test
  void aRecordWithACheckpointOfAnotherHistoryIsRefusedThoughItsSignatureIsRight() {
    byte[] root = NaiveTree.sha256(new byte[] {42});
    bundle.edit(
        batch(second),
        resigned(
            set(
                "checkpoint",
                JsonObject.builder()
                    .put("size", 8)
                    .put("root", Json.hex(root))
                    .put("note", world.checkpointKey.note(World.ORIGIN + "/" + DESK, 8, root))
                    .build())));
    assertFails(bundle, "log-consistency");
  }

  @Test
  void aRecordWhoseCheckpointSaysSomethingElseThanItsNoteIsRefused() {
    bundle.edit(
        batch(second),
        resigned(in("checkpoint", set("root", Json.hex(NaiveTree.sha256(new byte[] {42}))))));
    assertFails(bundle, "checkpoint-signature");
  }

  @Test
  void aCheckpointBetweenTheEventAndTheEndOfItsBatchIsRefused() {
    List<byte[]> leaves = desk.events().stream().map(World.Event::hash).toList();
    byte[] root = NaiveTree.root(leaves.subList(0, 5));
    bundle.put(
        checkpoint(DESK, 5),
        world.checkpointKey.note(World.ORIGIN + "/" + DESK, 5, root).getBytes(Json.UTF_8));
    bundle.drop(consistency(DESK, 3, 8));
    bundle.put(consistency(DESK, 3, 5), World.consistency(leaves, 3, 5));
    bundle.put(consistency(DESK, 5, 8), World.consistency(leaves, 5, 8));
    assertThat(Answers.failed(Answers.of(bundle))).isEmpty();
    bundle.edit(proof(DESK, 4), set("log", World.inLog(DESK, leaves.subList(0, 5), 4)));
    assertFails(bundle, "log-inclusion");
  }

  @Test
  void aConsistencyProofOfAnotherSizeIsRefused() {
    List<byte[]> leaves = desk.events().stream().map(World.Event::hash).toList();
    bundle.put(consistency(DESK, 3, 8), World.consistency(leaves, 3, 7));
    assertFails(bundle, "log-consistency");
  }

  @Test
  void aMissingConsistencyProofIsMissed() {
    assertFails(bundle.drop(consistency(DESK, 3, 8)), "log-consistency");
  }

  @Test
  void aConsistencyProofBetweenNoNeighboursIsRefused() {
    List<byte[]> leaves = desk.events().stream().map(World.Event::hash).toList();
    bundle.put(consistency(DESK, 3, 12), World.consistency(leaves, 3, 12));
    assertFails(bundle, "log-consistency");
  }

  @Test
  void aNoteKeyThatIsNoKeyOfTheLogIsRefused() {
    bundle.edit(
        "keys.json",
        set(
            "note_keys",
            JsonArray.ofStrings(List.of(stranger.noteVerifierKey(World.ORIGIN + "/" + DESK)))));
    assertFails(bundle, "checkpoint-signature");
  }

  // ---- time-stamps

  @ParameterizedTest
  @EnumSource(
      value = Flaw.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NONE", "REJECTS"})
  void aTimeStampOfAFlawedAuthorityIsRefused(Flaw flaw) {
    var flawed = new World(8, new StampAuthority("Flawed", flaw));
    flawed.stream(DESK, true, 2);
    assertFails(flawed.bundle(), "timestamp-signature", "anchoring");
  }

  @Test
  void aTimeStampThatWasNotGrantedIsRefused() {
    var refusing = new World(8, new StampAuthority("Refusing", Flaw.REJECTS));
    refusing.stream(DESK, true, 2);
    assertFails(refusing.bundle(), "timestamp-imprint", "timestamp-order", "anchoring");
  }

  @Test
  void aTimeStampOfAnotherAuthorityIsRefused() {
    var other = new StampAuthority("Test", Flaw.NONE);
    restamp(first, other.stamp(stamped(first), nonce(first), after()));
    assertFails(bundle, "timestamp-signature", "anchoring");
  }

  @Test
  void aTimeStampOverAnotherRecordIsRefused() {
    restamp(first, AUTHORITY.stamp(stamped(second), nonce(first), after()));
    assertFails(bundle, "timestamp-imprint", "anchoring");
  }

  @Test
  void aTimeStampForAnotherRequestIsRefused() {
    restamp(first, AUTHORITY.stamp(stamped(first), nonce(second), after()));
    assertFails(bundle, "timestamp-imprint", "anchoring");
  }

  @Test
  void aRecordThatTellsAnotherImprintThanItsTimeStampIsRefused() {
    bundle.edit(batch(first), inAnchor(set("imprint", HexFormat.of().formatHex(stamped(second)))));
    assertFails(bundle, "timestamp-imprint", "anchoring");
  }

  @Test
  void aRecordThatTellsAnotherTimeThanItsTimeStampIsRefused() {
    bundle.edit(batch(first), inAnchor(set("stamped_at", "2020-01-01T00:00:00Z")));
    assertFails(bundle, "timestamp-imprint", "anchoring");
  }

  @Test
  void aRecordNeedNotRepeatWhatItsTimeStampSays() {
    bundle.edit(batch(first), inAnchor(without("imprint").andThen(without("stamped_at"))::apply));
    assertThat(Answers.failed(Answers.of(bundle))).isEmpty();
  }

  @Test
  void aTimeStampOlderThanItsBatchIsRefused() {
    restamp(first, AUTHORITY.stamp(stamped(first), nonce(first), World.START));
    assertFails(bundle, "timestamp-order", "anchoring");
  }

  @Test
  void aTimeStampWithinTheToleranceOfClocksIsAccepted() {
    restamp(first, AUTHORITY.stamp(stamped(first), nonce(first), World.START.plusSeconds(3599)));
    assertThat(Answers.failed(Answers.of(bundle))).isEmpty();
  }

  @Test
  void aTimeStampOverTheRootAloneIsRefused() {
    byte[] root =
        HexFormat.of()
            .parseHex(Objects.requireNonNull(bundle.json(batch(first)).string("merkle_root")));
    restamp(first, AUTHORITY.stamp(root, nonce(first), after()));
    bundle.edit(batch(first), inAnchor(set("imprint", Json.hex(root))));
    assertFails(bundle, "timestamp-imprint", "anchoring");
  }

  /// The operator wants the first batch gone: he renumbers the second, signs it anew as the first
  /// and keeps its old time-stamp, which somebody else made.
  private MadeBundle withoutItsFirstBatch() {
    var rest = new World.Stream(DESK, true, desk.events().subList(3, 8), List.of(5));
    MadeBundle forged = world.bundle(rest, 0, 4);
    String only = World.batchId(rest, 0);
    JsonObject old = world.bundle(desk, 3, 7).json(batch(second));
    forged.edit(
        batch(only), json -> json.with("anchors", Objects.requireNonNull(old.get("anchors"))));
    var anchor = (JsonObject) Objects.requireNonNull(old.array("anchors")).get(0);
    return forged.put(
        timeStamp(only, 0),
        Base64.getDecoder().decode(Objects.requireNonNull(anchor.string("proof"))));
  }

  @Test
  void aTimeStampDoesNotVouchForTheSameEventsAtAnotherPlace() {
    assertThat(Answers.failed(Answers.of(withoutItsFirstBatch())))
        .containsExactlyInAnyOrder("timestamp-imprint", "anchoring");
  }

  @Test
  void aTimeIsReadToItsLastDigitAndShownWithItsAccuracy() {
    restamp(first, AUTHORITY.stamp(stamped(first), nonce(first), "20261121110004.123456Z", 3));
    BundleReport report = Answers.of(bundle);
    assertThat(Answers.failed(report)).as(Answers.text(report)).isEmpty();
    assertThat(Answers.text(report)).contains("2026-11-21T11:00:04.123456Z ± 3 s");
  }

  @Test
  void aTimeStampMoreThanTwoIntervalsOfTheTierAfterTheCloseIsRefused() {
    Instant closedAt = World.START.plusSeconds(3603);
    Instant last = closedAt.plusSeconds(7200);
    restamp(first, AUTHORITY.stamp(stamped(first), nonce(first), last));
    BundleReport report = Answers.of(bundle);
    assertThat(Answers.failed(report)).as(Answers.text(report)).isEmpty();
    assertThat(Answers.text(report)).contains("at most 7200 s after closing");
    restamp(first, AUTHORITY.stamp(stamped(first), nonce(first), last.plusSeconds(1)));
    assertFails(bundle, "timestamp-order");
    // The accuracy counts against whoever needs it.
    restamp(first, AUTHORITY.stamp(stamped(first), nonce(first), "20261121125950Z", 60));
    assertFails(bundle, "timestamp-order");
  }

  @Test
  void aKeyThatHadEndedLongBeforeTheFirstProofMayNotHaveSigned() {
    // A stolen key, retired last year, signs a record of that time; it is stamped today.
    bundle.edit("keys.json", inKey(0, set("not_after", "2026-11-21T12:00:00.000000Z")));
    bundle.edit("keys.json", inKey(1, set("not_after", "2026-11-21T12:00:00.000000Z")));
    for (String id : List.of(first, second, World.batchId(desk, 8))) {
      restamp(id, AUTHORITY.stamp(stamped(id), nonce(id), "20261121140000Z", 1));
    }
    BundleReport inTime = Answers.of(bundle);
    assertThat(Answers.text(inTime)).doesNotContain("is first proven to exist");
    for (String id : List.of(first, second, World.batchId(desk, 8))) {
      restamp(id, AUTHORITY.stamp(stamped(id), nonce(id), "20261121151000Z", 1));
    }
    assertFails(bundle, "batch-record", "event-signature", "checkpoint-signature");
    assertThat(Answers.text(Answers.of(bundle))).contains("is first proven to exist");
  }

  @Test
  void aTimeStampThatIsNotTheRecordsProofIsRefused() {
    bundle.put(timeStamp(first, 0), AUTHORITY.stamp(stamped(first), nonce(first), after()));
    assertFails(bundle, "timestamp-imprint");
  }

  @Test
  void aMissingTimeStampIsMissed() {
    assertFails(bundle.drop(timeStamp(first, 0)), "timestamp-imprint", "anchoring");
  }

  @Test
  void aTimeStampThatNoRecordKnowsIsRefused() {
    assertFails(
        bundle.put(timeStamp(first, 1), bundle.get(timeStamp(first, 0))), "timestamp-imprint");
  }

  @Test
  void aBatchThatWaitsForItsAnchorIsNotAnchored() {
    bundle.edit(batch(first), inAnchor(set("status", "PENDING"))).drop(timeStamp(first, 0));
    assertFails(bundle, "anchoring");
  }

  @Test
  void aLocalAuthorityThatTheRecordCallsExternalIsRefused() {
    assertFails(bundle.edit(batch(first), inAnchor(set("trust", "EXTERNAL"))), "anchoring");
  }

  // ---- what nothing here can check

  private static void assertNotChecked(MadeBundle bundle, String check, String shown) {
    BundleReport report = Answers.of(bundle);
    assertThat(Answers.failed(report)).as(Answers.text(report)).isEmpty();
    assertThat(Answers.notChecked(report)).contains(check);
    assertThat(Answers.text(report)).contains(shown);
  }

  @Test
  void aConfirmedAnchorOfAnotherKindIsNamedAsNotChecked() {
    for (String type : List.of("WITNESS", "OPENTIMESTAMPS")) {
      bundle.edit(
          batch(first),
          json -> {
            var anchors = new ArrayList<>(Objects.requireNonNull(json.array("anchors")).elements());
            anchors.add(
                JsonObject.builder()
                    .put("type", type)
                    .put("identifier", "somebody")
                    .put("trust", "EXTERNAL")
                    .put("status", "CONFIRMED")
                    .build());
            return json.with("anchors", JsonArray.of(anchors));
          });
      assertNotChecked(bundle, "other-anchors", type + " somebody CONFIRMED");
    }
  }

  @Test
  void aSignatureLineOfAnUnknownKeyIsNamedAsNotChecked() {
    String note = new String(bundle.get(checkpoint(DESK, 12)), Json.UTF_8);
    String other = stranger.note("witness.example", 12, new byte[32]);
    String line = other.substring(other.indexOf('—'));
    bundle.put(checkpoint(DESK, 12), (note + line).getBytes(Json.UTF_8));
    assertNotChecked(bundle, "other-signatures", "witness.example+");
  }

  @Test
  void aNoteWithAGoodAndAWrongSignatureOfKnownKeysIsRefused() {
    String origin = World.ORIGIN + "/" + DESK;
    bundle.edit(
        "keys.json",
        json -> {
          var keys = new ArrayList<>(Objects.requireNonNull(json.array("keys")).elements());
          keys.add(World.jwk(stranger, "checkpoint"));
          return json.with("keys", JsonArray.of(keys));
        });
    String note = new String(bundle.get(checkpoint(DESK, 12)), Json.UTF_8);
    String wrong = stranger.note(origin, 12, new byte[32]);
    String line = wrong.substring(wrong.indexOf('—'));
    bundle.put(checkpoint(DESK, 12), (note + line).getBytes(Json.UTF_8));
    assertFails(bundle, "checkpoint-signature");
  }

  // ---- manifest and form

  @Test
  void aMemberThatNobodyKnowsIsRefusedInEveryObject() {
    UnaryOperator<JsonObject> approve = set("regulator_approved", "true");
    for (String path :
        List.of(proof(DESK, 3), batch(first), consistency(DESK, 3, 8), "keys.json")) {
      byte[] before = bundle.get(path);
      assertFails(bundle.edit(path, approve), "format");
      bundle.put(path, before);
    }
    for (String inner : List.of("security", "batch", "log")) {
      byte[] before = bundle.get(proof(DESK, 3));
      assertFails(bundle.edit(proof(DESK, 3), in(inner, approve)), "format");
      bundle.put(proof(DESK, 3), before);
    }
    byte[] before = bundle.get(batch(first));
    assertFails(bundle.edit(batch(first), inAnchor(approve)), "format");
    bundle.put(batch(first), before);
    assertFails(bundle.edit(batch(first), resigned(in("checkpoint", approve))), "format");
    bundle.put(batch(first), before);
    assertFails(bundle.edit("keys.json", inKey(0, approve)), "format");
    assertFails(Answers.of(bundle.zip(Json.canonical(approve.apply(bundle.manifest())))), "format");
  }

  @Test
  void aMemberThatTheManifestDoesNotListIsRefused() {
    byte[] manifest = Json.canonical(bundle.manifest());
    List<byte[]> leaves = desk.events().stream().map(World.Event::hash).toList();
    bundle.put(consistency(DESK, 3, 12), World.consistency(leaves, 3, 12));
    assertFails(Answers.of(bundle.zip(manifest)), "manifest");
  }

  @Test
  void aMemberThatTheManifestListsInVainIsMissed() {
    byte[] manifest = Json.canonical(bundle.manifest());
    assertFails(Answers.of(bundle.drop("report.html").zip(manifest)), "manifest");
  }

  @Test
  void aMemberListedTwiceOrTheManifestItselfIsRefused() {
    JsonObject manifest = bundle.manifest();
    var members = new ArrayList<>(Objects.requireNonNull(manifest.array("members")).elements());
    members.add(members.getFirst());
    assertFails(
        Answers.of(bundle.zip(Json.canonical(manifest.with("members", JsonArray.of(members))))),
        "manifest");
    members.set(
        members.size() - 1,
        ((JsonObject) members.getFirst()).with("path", JsonValue.of("manifest.json")));
    assertFails(
        Answers.of(bundle.zip(Json.canonical(manifest.with("members", JsonArray.of(members))))),
        "manifest");
  }

  @Test
  void aManifestOfAnotherFormatIsRefused() {
    JsonObject manifest = set("format", "tradewitness-evidence/3").apply(bundle.manifest());
    assertFails(Answers.of(bundle.zip(Json.canonical(manifest))), "manifest");
  }

  @Test
  void aManifestOfAnotherOriginIsRefused() {
    JsonObject manifest = set("origin", "other.example").apply(bundle.manifest());
    assertFails(Answers.of(bundle.zip(Json.canonical(manifest))), "checkpoint-signature");
  }

  @Test
  void aManifestThatNamesNoStreamOrFewerOrMoreEventsIsRefused() {
    JsonObject manifest = bundle.manifest();
    var stream = (JsonObject) Objects.requireNonNull(manifest.array("streams")).get(0);
    for (JsonObject wrong :
        List.of(
            set("last_sequence", 10).apply(stream),
            set("last_sequence", 12).apply(stream),
            set("first_sequence", 1).apply(stream),
            set("first_sequence", 20).apply(stream),
            set("policy_id", "org.example:other").apply(stream))) {
      JsonObject changed = manifest.with("streams", JsonArray.of(List.of(wrong)));
      assertFails(Answers.of(bundle.zip(Json.canonical(changed))), "sequence");
    }
    assertFails(
        Answers.of(bundle.zip(Json.canonical(manifest.with("streams", JsonArray.of(List.of()))))),
        "sequence");
  }

  @Test
  void aMemberOfAnUnknownPathIsRefused() {
    assertFails(bundle.put("notes/readme.txt", new byte[] {1}), "format");
  }

  @Test
  void jsonInAnotherSpellingIsRefused() {
    String text = new String(bundle.get(proof(DESK, 3)), Json.UTF_8);
    assertFails(bundle.put(proof(DESK, 3), (text + " ").getBytes(Json.UTF_8)), "format");
  }

  @Test
  void aMissingKeyFileIsMissed() {
    assertFails(bundle.drop("keys.json"), "format", "event-signature", "batch-record");
  }

  @Test
  void aKeyUnderAnotherKeysIdIsRefused() {
    bundle.edit("keys.json", inKey(0, set("kid", stranger.keyId())));
    assertFails(bundle, "format");
  }

  @Test
  void aProofWithoutOneOfItsMembersIsRefused() {
    assertFails(bundle.edit(proof(DESK, 3), without("received_at")), "format", "sequence");
  }

  @Test
  void aBundleOfNothingIsRefusedByEveryCheckThatNeedsSomething() {
    for (String path : bundle.paths()) {
      bundle.drop(path);
    }
    assertFails(bundle, "format", "batch-record", "checkpoint-signature", "sequence", "anchoring");
  }
}
