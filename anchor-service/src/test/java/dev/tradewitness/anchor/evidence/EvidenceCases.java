package dev.tradewitness.anchor.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.anchor.AnchorServiceCase;
import dev.tradewitness.anchor.TestEvent;
import dev.tradewitness.anchor.log.NaiveTree;
import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.evidence.made.Signer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public abstract class EvidenceCases extends AnchorServiceCase {

  @TempDir private Path folder;

  @AfterEach
  void captureIsBack() {
    CAPTURE.setAway(false);
    CAPTURE.heal();
  }

  private List<TestEvent> anchored(String policyId, int... sizes) {
    var events = new ArrayList<TestEvent>();
    for (int size : sizes) {
      events.addAll(captured(policyId, size));
      awaitSize(policyId, events.size());
      awaitAnchored(close(policyId).string("batch_id"));
    }
    return events;
  }

  private byte[] bundle(String query) {
    HttpResponse<byte[]> answer = get("/vcp/evidence?" + query);
    assertThat(answer.statusCode())
        .as(() -> query + " " + new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/zip");
    return answer.body();
  }

  private static Map<String, byte[]> members(byte[] zip) throws IOException {
    var members = new LinkedHashMap<String, byte[]>();
    try (var in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        members.put(entry.getName(), in.readAllBytes());
      }
    }
    return members;
  }

  private static JsonObject parsed(byte[] json) throws Exception {
    return Json.parseObject(json, JsonLimits.EVENT);
  }

  @Test
  void aBundleHoldsWhatItsManifestSaysInFixedOrderAndTheVerifierPassesIt() throws Exception {
    List<TestEvent> events = anchored("test:bundle", 3, 260, 5);

    byte[] zip = bundle("policy_id=test:bundle&from=1&to=265");

    Map<String, byte[]> members = members(zip);
    JsonObject manifest = parsed(members.get("manifest.json"));
    assertThat(manifest.string("format")).isEqualTo("tradewitness-evidence/2");
    assertThat(manifest.string("origin")).isEqualTo("tradewitness.local");
    assertThat(manifest.array("streams").toString())
        .isEqualTo("[{\"first_sequence\":1,\"last_sequence\":265,\"policy_id\":\"test:bundle\"}]");
    var listed = new ArrayList<String>();
    for (var element : manifest.array("members").elements()) {
      JsonObject member = (JsonObject) element;
      byte[] content = members.get(member.string("path"));
      listed.add(member.string("path"));
      assertThat(content).as(member.string("path")).isNotNull();
      assertThat(member.string("sha256")).isEqualTo(hex(NaiveTree.sha256(content)));
      assertThat(number(member, "size")).isEqualTo(content.length);
    }
    var names = new ArrayList<>(members.keySet());
    assertThat(names.removeFirst()).isEqualTo("manifest.json");
    assertThat(listed).isEqualTo(names);
    assertThat(names.stream().map(name -> name.split("[/.]")[0]).distinct().toList())
        .containsExactly(
            "events",
            "proofs",
            "batches",
            "checkpoints",
            "consistency",
            "anchors",
            "keys",
            "report");

    for (TestEvent event : events.subList(1, 266)) {
      String path = "events/test~bundle/%020d.json".formatted(event.sequence());
      assertThat(members.get(path)).asString().isEqualTo(event.document());
    }
    assertThat(names.stream().filter(name -> name.startsWith("events/"))).hasSize(265);
    assertThat(names)
        .contains(
            "checkpoints/test~bundle/%020d.txt".formatted(3),
            "checkpoints/test~bundle/%020d.txt".formatted(263),
            "checkpoints/test~bundle/%020d.txt".formatted(268),
            "consistency/test~bundle/%020d-%020d.json".formatted(3, 263),
            "consistency/test~bundle/%020d-%020d.json".formatted(263, 268));
    for (String name : names.stream().filter(name -> name.endsWith(".tsr")).toList()) {
      JsonObject record = parsed(members.get("batches/" + name.split("/")[1] + ".json"));
      assertThat(members.get(name))
          .isEqualTo(Base64.getDecoder().decode(anchor(record).string("proof")));
    }
    assertThat(names.stream().filter(name -> name.endsWith(".tsr"))).hasSize(3);
    assertThat(verifierSays(folder, zip)).contains("Result: PASS");
  }

  @Test
  void theSameQuestionGivesTheSameBytes() {
    anchored("test:same", 12, 20);
    byte[] first = bundle("policy_id=test:same&from=5&to=25");
    assertThat(bundle("policy_id=test:same&from=5&to=25")).isEqualTo(first);
    // And what is captured and closed behind the range changes nothing of it.
    captured("test:same", 6);
    awaitSize("test:same", 38);
    awaitAnchored(close("test:same").string("batch_id"));
    assertThat(bundle("policy_id=test:same&from=5&to=25")).isEqualTo(first);
    assertThat(bundle("policy_id=test:same&from=5&to=24")).isNotEqualTo(first);
  }

  @Test
  void aKeyThatComesAndATargetThatFailsChangeNoByte() {
    anchored("test:steady", 4);
    byte[] first = bundle("policy_id=test:steady&from=0&to=3");
    var other = new Signer("another key of the log");
    jdbc.sql(
            """
            INSERT INTO signing_key (key_id, public_key, not_before, not_after)
            VALUES (?, ?, now(), now())
            """)
        .params(other.keyId(), other.publicKey())
        .update();
    jdbc.sql(
            """
            INSERT INTO anchor_job
              (batch_id, target, type, url, trust, imprint, conformance_tier, closed_at, state,
               attempts, next_attempt_at, error)
            SELECT batch_id, 'not there', type, url, trust, imprint, conformance_tier, closed_at,
              'FAILED', 7, now() + interval '1 day', 'UNREACHABLE: nobody answers'
            FROM anchor_job
            WHERE batch_id IN (SELECT batch_id FROM batch WHERE policy_id = 'test:steady')
            """)
        .update();
    try {
      assertThat(bundle("policy_id=test:steady&from=0&to=3")).isEqualTo(first);
    } finally {
      jdbc.sql("DELETE FROM anchor_job WHERE target = 'not there'").update();
      jdbc.sql("DELETE FROM signing_key WHERE key_id = ?").param(other.keyId()).update();
    }
  }

  @Test
  void theBundlesOwnPageClaimsNothing() throws Exception {
    anchored("test:page", 2);
    Map<String, byte[]> members = members(bundle("policy_id=test:page&from=0&to=1"));
    assertThat(new String(members.get("report.html"), StandardCharsets.UTF_8))
        .contains("test:page", "This page proves nothing", "--trust")
        .doesNotContain("CONFIRMED", "ANCHORED");
  }

  @Test
  void oneEventIsBundledByItsId() throws Exception {
    TestEvent event = anchored("test:one", 9).get(4);
    byte[] zip = bundle("event_id=" + event.eventId());
    assertThat(members(zip).keySet().stream().filter(name -> name.startsWith("events/")))
        .containsExactly("events/test~one/%020d.json".formatted(4));
    assertThat(zip).isEqualTo(bundle("policy_id=test:one&from=4&to=4"));
  }

  @Test
  void whatIsInNoClosedBatchYetIsNoEvidence() {
    anchored("test:unclosed", 5);
    List<TestEvent> open = captured("test:unclosed", 5);
    awaitSize("test:unclosed", 10);
    assertThat(problem(get("/vcp/evidence?policy_id=test:unclosed&from=0&to=5")))
        .isEqualTo("422 proof_not_available");
    assertThat(problem(get("/vcp/evidence?event_id=" + open.getFirst().eventId())))
        .isEqualTo("422 proof_not_available");
    bundle("policy_id=test:unclosed&from=0&to=4");
    close("test:unclosed");
    bundle("policy_id=test:unclosed&from=0&to=9");
  }

  @Test
  void whileCaptureIsAwayTheClientIsToldWhenToComeAgain() {
    anchored("test:no-capture", 5);
    CAPTURE.setAway(true);
    HttpResponse<byte[]> answer = get("/vcp/evidence?policy_id=test:no-capture&from=0&to=4");
    assertThat(problem(answer)).isEqualTo("503 CAPTURE_UNAVAILABLE");
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
    // Keys are still shown, and it is said that some are missing.
    JsonObject keys = getJson("/vcp/keys");
    assertThat(keys.get("complete").toString()).contains("false");
    assertThat(keys.array("keys").elements()).isNotEmpty();

    CAPTURE.setAway(false);
    org.awaitility.Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(get("/vcp/evidence?policy_id=test:no-capture&from=0&to=4").statusCode())
                .isEqualTo(200));
    assertThat(getJson("/vcp/keys").get("complete").toString()).contains("true");
  }

  @Test
  void aDocumentThatIsNotWhatItsHashSaysIsNotBundled() {
    anchored("test:lying", 5);
    CAPTURE.forge("test:lying", 3);
    HttpResponse<byte[]> answer = get("/vcp/evidence?policy_id=test:lying&from=0&to=4");
    assertThat(problem(answer)).isEqualTo("502 CAPTURE_CONTRADICTION");
    assertThat(json(answer).string("detail")).contains("sequence 3");
  }

  @Test
  void aDocumentThatIsNotWhatTheLogHasIsNotBundled() {
    anchored("test:changed", 5);
    CAPTURE.rewrite("test:changed", 2);
    HttpResponse<byte[]> answer = get("/vcp/evidence?policy_id=test:changed&from=0&to=4");
    assertThat(problem(answer)).isEqualTo("409 EVIDENCE_CONTRADICTION");
    assertThat(json(answer).string("detail")).contains("document 2");
    CAPTURE.forgetAfter("test:changed", 1);
    assertThat(problem(get("/vcp/evidence?policy_id=test:changed&from=0&to=4")))
        .isEqualTo("409 EVIDENCE_CONTRADICTION");
  }

  @Test
  void rangesThatAreNotThereOrTooLongAreRefused() {
    anchored("test:limits", 5);
    for (String query :
        List.of(
            "",
            "policy_id=test:limits",
            "policy_id=test:limits&from=0",
            "event_id=7",
            "policy_id=%2F&from=0&to=1",
            "policy_id=test:limits&from=0&to=x",
            "policy_id=test:limits&from=3&to=2",
            "policy_id=test:limits&from=-1&to=2",
            "policy=test:limits&from=0&to=1",
            "policy_id=test:limits&policy_id=test:other&from=0&to=1")) {
      assertThat(problem(get("/vcp/evidence?" + query)))
          .as(query)
          .isEqualTo("400 INVALID_PARAMETER");
    }
    for (String query :
        List.of(
            "policy_id=test:limits&from=0&to=5",
            "policy_id=test:none&from=0&to=1",
            "event_id=" + new UUID(3, 3))) {
      assertThat(problem(get("/vcp/evidence?" + query))).as(query).isEqualTo("404 NOT_FOUND");
    }
  }
}
