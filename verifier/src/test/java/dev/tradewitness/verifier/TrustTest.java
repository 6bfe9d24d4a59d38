package dev.tradewitness.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.common.canonical.JsonArray;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.verifier.evidence.MalformedException;
import dev.tradewitness.verifier.made.Json;
import dev.tradewitness.verifier.made.MadeBundle;
import dev.tradewitness.verifier.made.Signer;
import dev.tradewitness.verifier.made.StampAuthority;
import dev.tradewitness.verifier.made.StampAuthority.Flaw;
import dev.tradewitness.verifier.made.World;
import dev.tradewitness.verifier.report.BundleReport;
import dev.tradewitness.verifier.trust.TrustRoots;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TrustTest {

  private static final String DESK = "org.example:desk";

  private final World world = new World(11, new StampAuthority("Test", Flaw.NONE));
  private final World.Stream desk = world.stream(DESK, true, 3, 2);
  private final MadeBundle bundle = world.bundle(desk, 0, 4);
  private final Signer stranger = new Signer("stranger");

  private static byte[] bytes(JsonObject json) {
    return json.toString().getBytes(Json.UTF_8);
  }

  private BundleReport report(TrustRoots roots) {
    return BundleVerifier.verify("bundle.zip", bundle.zip(), roots);
  }

  @Test
  void theOwnersKeysAndAuthoritiesObtainedAnotherWayAreAcceptedAndNamed() throws Exception {
    var roots =
        TrustRoots.NONE
            .withKeys(bytes(world.keys()))
            .withCertificates(world.authority.caPem().getBytes(Json.UTF_8));
    BundleReport report = report(roots);
    assertThat(Answers.failed(report)).as(Answers.text(report)).isEmpty();
    assertThat(Answers.text(report)).contains("given by you (--keys)", "given by you (--ca)");
    assertThat(Answers.text(report(TrustRoots.NONE))).contains("from the bundle itself");
  }

  @Test
  void keysOfSomebodyElseRefuseABundleThatIsWholeInItself() throws Exception {
    JsonObject others =
        JsonObject.builder()
            .put(
                "keys",
                JsonArray.of(
                    List.of(World.jwk(stranger, "event"), World.jwk(stranger, "checkpoint"))))
            .build();
    assertThat(Answers.failed(report(TrustRoots.NONE.withKeys(bytes(others)))))
        .contains("event-signature", "batch-record", "checkpoint-signature");
  }

  @Test
  void anAuthorityOfSomebodyElseRefusesABundleThatIsWholeInItself() throws Exception {
    var other = new StampAuthority("Test", Flaw.NONE);
    assertThat(
            Answers.failed(
                report(TrustRoots.NONE.withCertificates(other.caPem().getBytes(Json.UTF_8)))))
        .containsExactlyInAnyOrder("timestamp-signature", "anchoring");
  }

  @Test
  void oneOfSeveralGivenCertificatesIsEnough() throws Exception {
    String both = new StampAuthority("Other", Flaw.NONE).caPem() + world.authority.caPem();
    assertThat(Answers.failed(report(TrustRoots.NONE.withCertificates(both.getBytes(Json.UTF_8)))))
        .isEmpty();
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
    String ours = world.checkpointKey.noteVerifierKey(World.ORIGIN + "/" + DESK);
    assertThat(
            Answers.failed(
                report(TrustRoots.NONE.withKeys(("# ours\n" + ours + "\n").getBytes(Json.UTF_8)))))
        .containsExactly("event-signature");
    String otherLog = world.checkpointKey.noteVerifierKey(World.ORIGIN + "/org.example:other");
    assertThat(
            Answers.failed(
                report(TrustRoots.NONE.withKeys((otherLog + "\n").getBytes(Json.UTF_8)))))
        .containsExactlyInAnyOrder("event-signature", "checkpoint-signature");
  }

  @Test
  void filesThatHoldNoKeyOrCertificateAreRefusedBeforeAnythingIsChecked() {
    for (String file : List.of("", "{}", "{\"keys\":[]}", "{\"keys\":[{}]}", "nonsense", "{")) {
      assertThatThrownBy(() -> TrustRoots.NONE.withKeys(file.getBytes(Json.UTF_8)))
          .as(file)
          .isInstanceOf(MalformedException.class);
    }
    String broken = world.authority.caPem().replaceFirst("MII", "AII");
    for (String file : List.of("", "nonsense", broken)) {
      assertThatThrownBy(() -> TrustRoots.NONE.withCertificates(file.getBytes(Json.UTF_8)))
          .as(file)
          .isInstanceOf(MalformedException.class);
    }
  }
}
