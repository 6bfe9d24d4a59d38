package dev.tradewitness.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.evidence.made.Json;
import dev.tradewitness.evidence.made.MadeBundle;
import dev.tradewitness.evidence.made.Signer;
import dev.tradewitness.evidence.made.StampAuthority;
import dev.tradewitness.evidence.made.StampAuthority.Flaw;
import dev.tradewitness.evidence.made.World;
import dev.tradewitness.verifier.check.Verdict;
import dev.tradewitness.verifier.check.Verdict.Result;
import dev.tradewitness.verifier.evidence.MalformedException;
import dev.tradewitness.verifier.report.BundleReport;
import dev.tradewitness.verifier.trust.Reach;
import dev.tradewitness.verifier.trust.TrustRoots;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TrustTest {

  private static final String DESK = "org.example:desk";
  private static final String ORIGIN = World.ORIGIN + "/" + DESK;

  private final World world = new World(11, new StampAuthority("Test", Flaw.NONE));
  private final World.Stream desk = world.stream(DESK, true, 3, 2);
  private final MadeBundle bundle = world.bundle(desk, 0, 4);
  private final Signer stranger = new Signer("stranger");

  private static byte[] bytes(String text) {
    return text.getBytes(Json.UTF_8);
  }

  private static byte[] bytes(JsonObject json) {
    return bytes(json.toString());
  }

  private BundleReport report(TrustRoots roots) {
    return Answers.of(bundle.zip(), roots);
  }

  private Verdict verdict(TrustRoots roots) {
    return Answers.verdict(report(roots));
  }

  private Reach reach(TrustRoots roots) {
    return ((BundleReport.Checked) report(roots)).reach();
  }

  @Test
  void aBundleOfKnownSignersUnderAKnownAuthorityPasses() throws Exception {
    TrustRoots roots = TrustRoots.NONE.withPolicy(bytes(world.policy("LOCAL")));
    assertThat(verdict(roots)).isEqualTo(new Verdict(Result.PASS, List.of()));
    assertThat(Answers.text(report(roots))).contains("Result: PASS", "LOCAL only");
  }

  @Test
  void keysAndCertificatesAloneAreAPolicyToo() throws Exception {
    TrustRoots roots =
        TrustRoots.NONE
            .withKeys(bytes(world.keys()))
            .withCertificates(bytes(world.authority.caPem()));
    assertThat(verdict(roots).result()).isEqualTo(Result.PASS);
  }

  @Test
  void whoeverTrustsNobodyLearnsOnlyThatTheBundleIsWhole() {
    Verdict verdict = verdict(TrustRoots.NONE);
    assertThat(verdict.result()).isEqualTo(Result.WHOLE);
    assertThat(verdict.reasons())
        .hasSize(2)
        .anySatisfy(reason ->
            assertThat(reason)
                .contains(
                    "signers unknown",
                    "checkpoint key " + world.checkpointKey.keyId(),
                    "event key " + world.eventKey.keyId()))
        .anySatisfy(reason -> assertThat(reason).contains("time-stamp authority unknown"));
    assertThat(Answers.text(report(TrustRoots.NONE))).contains("Result: WHOLE");
  }

  @Test
  void anInventionUnderKeysOfItsOwnIsNoMoreThanWholeToWhoeverKnowsTheRealOnes() throws Exception {
    TrustRoots roots = TrustRoots.NONE.withPolicy(bytes(world.policy("EXTERNAL")));
    var inventor = new World(12, new StampAuthority("Test", Flaw.NONE));
    Signer own = new Signer("invented");
    inventor.eventKey = own;
    inventor.checkpointKey = own;
    World.Stream same = inventor.stream(DESK, true, 2);
    JsonObject policy = world.policy("EXTERNAL");
    var unnamed =
        TrustRoots.NONE.withPolicy(
            bytes(policy.only(List.of("format", "keys", "time_stamp_authorities"))));
    Verdict verdict = Answers.verdict(Answers.of(inventor.bundle(same, 0, 1).zip(), unnamed));
    assertThat(verdict.result()).isEqualTo(Result.WHOLE);
    assertThat(verdict.reasons()).hasSize(2);
    // A policy that says who signs for this log has more to say.
    assertThat(Answers.failed(Answers.of(inventor.bundle(same, 0, 1).zip(), roots)))
        .containsExactly("checkpoint-signature");
  }

  @Test
  void trustIsTheCheckersWordAndNotTheMakers() throws Exception {
    TrustRoots external = TrustRoots.NONE.withPolicy(bytes(world.policy("EXTERNAL")));
    TrustRoots local = TrustRoots.NONE.withPolicy(bytes(world.policy("LOCAL")));
    // The bundle calls its authority LOCAL: nobody makes more of it than its maker does.
    assertThat(reach(external)).isEqualTo(Reach.LOCAL);
    world.trust = "EXTERNAL";
    MadeBundle boasting = world.bundle(desk, 0, 4);
    for (String path : bundle.paths()) {
      bundle.drop(path);
    }
    boasting.paths().forEach(path -> bundle.put(path, boasting.get(path)));
    assertThat(reach(external)).isEqualTo(Reach.EXTERNAL);
    assertThat(reach(local)).isEqualTo(Reach.LOCAL);
    assertThat(reach(TrustRoots.NONE)).isEqualTo(Reach.UNKNOWN);
  }

  @Test
  void anAuthorityOfSomebodyElseLeavesItUnknownWhoStamped() throws Exception {
    var other = new StampAuthority("Test", Flaw.NONE);
    TrustRoots roots =
        TrustRoots.NONE.withKeys(bytes(world.keys())).withCertificates(bytes(other.caPem()));
    assertThat(verdict(roots).result()).isEqualTo(Result.WHOLE);
    assertThat(verdict(roots).reasons())
        .singleElement()
        .asString()
        .startsWith("time-stamp authority unknown: 2 batches");
  }

  @Test
  void oneOfSeveralGivenCertificatesIsEnough() throws Exception {
    String both = new StampAuthority("Other", Flaw.NONE).caPem() + world.authority.caPem();
    assertThat(
            verdict(TrustRoots.NONE.withKeys(bytes(world.keys())).withCertificates(bytes(both)))
                .result())
        .isEqualTo(Result.PASS);
  }

  @Test
  void anAuthorityThatChangedItsCaHasTwoCertificatesUnderOneName() {
    bundle.edit(
        "keys.json",
        keys -> {
          var rotated = new ArrayList<JsonValue>();
          var old =
              (JsonObject) Objects.requireNonNull(keys.array("time_stamp_authorities")).get(0);
          String other = new StampAuthority("Test", Flaw.NONE).caPem();
          rotated.add(old.with("ca_pem", JsonValue.of(other)));
          rotated.add(old);
          return keys.with("time_stamp_authorities", JsonArray.of(rotated));
        });
    assertThat(Answers.failed(report(TrustRoots.NONE))).isEmpty();
  }

  @Test
  void verifierKeysOfC2spStandForCheckpointsAndBatchesOfTheirLogOnly() throws Exception {
    String ours = world.checkpointKey.noteVerifierKey(ORIGIN);
    assertThat(verdict(TrustRoots.NONE.withKeys(bytes("# ours\n" + ours + "\n"))).reasons())
        .anySatisfy(reason ->
            assertThat(reason).isEqualTo("signers unknown: event key " + world.eventKey.keyId()));
    String otherLog = world.checkpointKey.noteVerifierKey(World.ORIGIN + "/org.example:other");
    assertThat(verdict(TrustRoots.NONE.withKeys(bytes(otherLog + "\n"))).reasons())
        .anySatisfy(
            reason -> assertThat(reason).contains("checkpoint key " + world.checkpointKey.keyId()));
  }

  @Test
  void anotherKeyForTheSameLogRefusesItsCheckpoints() throws Exception {
    String others = stranger.noteVerifierKey(ORIGIN);
    assertThat(Answers.failed(report(TrustRoots.NONE.withKeys(bytes(others + "\n")))))
        .containsExactly("checkpoint-signature");
  }

  @Test
  void aKeyThatThePolicyLetsEndIsJudgedByIt() throws Exception {
    JsonObject ended =
        World.jwk(world.checkpointKey, "checkpoint")
            .with("not_after", JsonValue.of("2026-11-21T09:00:00Z"));
    JsonObject keys =
        JsonObject.builder()
            .put("keys", JsonArray.of(List.of(World.jwk(world.eventKey, "event"), ended)))
            .build();
    assertThat(Answers.failed(report(TrustRoots.NONE.withKeys(bytes(keys)))))
        .contains("batch-record");
  }

  @Test
  void aByteOrderMarkInFrontOfAFileIsNotPartOfIt() throws Exception {
    String mark = "\uFEFF";
    TrustRoots roots =
        TrustRoots.NONE
            .withKeys(bytes(mark + world.keys()))
            .withCertificates(bytes(mark + world.authority.caPem()));
    assertThat(verdict(roots).result()).isEqualTo(Result.PASS);
    assertThat(verdict(TrustRoots.NONE.withPolicy(bytes(mark + world.policy("LOCAL")))).result())
        .isEqualTo(Result.PASS);
    String line = mark + world.checkpointKey.noteVerifierKey(ORIGIN) + "\n";
    assertThat(TrustRoots.NONE.withKeys(bytes(line)).noteKeys()).hasSize(1);
  }

  @Test
  void filesThatHoldNoKeyOrCertificateAreRefusedBeforeAnythingIsChecked() {
    for (String file : List.of("", "{}", "{\"keys\":[]}", "{\"keys\":[{}]}", "nonsense", "{")) {
      assertThatThrownBy(() -> TrustRoots.NONE.withKeys(bytes(file)))
          .as(file)
          .isInstanceOf(MalformedException.class);
    }
    String broken = world.authority.caPem().replaceFirst("MII", "AII");
    for (String file : List.of("", "nonsense", broken)) {
      assertThatThrownBy(() -> TrustRoots.NONE.withCertificates(bytes(file)))
          .as(file)
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void aPolicyThatIsNotOneOrSaysMoreThanIsUnderstoodIsRefused() {
    JsonObject policy = world.policy("LOCAL");
    for (JsonObject wrong :
        List.of(
            world.keys(),
            policy.with("format", JsonValue.of("tradewitness-trust/2")),
            policy.with("witnesses", JsonArray.of(List.of())),
            policy
                .with("keys", JsonArray.of(List.of()))
                .with("note_keys", JsonArray.of(List.of()))
                .with("time_stamp_authorities", JsonArray.of(List.of())))) {
      assertThatThrownBy(() -> TrustRoots.NONE.withPolicy(bytes(wrong)))
          .as("%s", wrong)
          .isInstanceOf(MalformedException.class);
    }
  }
}
