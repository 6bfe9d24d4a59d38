package dev.tradewitness.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.evidence.made.Json;
import dev.tradewitness.evidence.made.MadeBundle;
import dev.tradewitness.evidence.made.StampAuthority;
import dev.tradewitness.evidence.made.StampAuthority.Flaw;
import dev.tradewitness.evidence.made.World;
import dev.tradewitness.verifier.check.Verdict;
import dev.tradewitness.verifier.check.Verdict.Result;
import dev.tradewitness.verifier.report.BundleReport;
import dev.tradewitness.verifier.trust.TrustRoots;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Bundles from before format 2 stay readable, and what they do not show is named.
class FormatOneTest {

  private static final String DESK = "org.example:desk";

  private final World world = new World(7, new StampAuthority("Test", Flaw.NONE));

  private TrustRoots everybodyKnown() throws Exception {
    return TrustRoots.NONE.withPolicy(world.policy("EXTERNAL").toString().getBytes(Json.UTF_8));
  }

  /// Downloaded from a stack of 2026-11-29.
  private static byte[] real() throws IOException {
    try (var in = FormatOneTest.class.getResourceAsStream("/bundles/format-1.zip")) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }

  @Test
  void aRealBundleOfFormat1IsWholeAndItsWeaknessIsNamed() throws Exception {
    BundleReport report = Answers.of(real());
    assertThat(Answers.failed(report)).as(Answers.text(report)).isEmpty();
    assertThat(Answers.verdict(report).result()).isEqualTo(Result.WHOLE);
    assertThat(Answers.verdict(report).reasons())
        .anySatisfy(reason -> assertThat(reason).startsWith("format 1: 1 time-stamps cover"));
  }

  @Test
  void aBundleOfFormat1IsNeverMoreThanWhole() throws Exception {
    world.format = 1;
    world.stream(DESK, true, 3, 2);
    BundleReport report = Answers.of(world.bundle().zip(), everybodyKnown());
    assertThat(Answers.failed(report)).as(Answers.text(report)).isEmpty();
    Verdict verdict = Answers.verdict(report);
    assertThat(verdict.result()).isEqualTo(Result.WHOLE);
    assertThat(verdict.reasons()).singleElement().asString().contains("the place in it");
    assertThat(Answers.text(report)).contains("2 of them over merkle_root only");
  }

  /// What format 2 is for: in format 1 nothing but the verdict tells it from the truth.
  @Test
  void theSameEventsAtAnotherPlaceUnderTheirOldTimeStampAreWholeAtBest() throws Exception {
    world.format = 1;
    World.Stream desk = world.stream(DESK, true, 3, 5);
    JsonObject old = world.bundle(desk, 3, 7).json(MadeBundle.batch(World.batchId(desk, 3)));
    var rest = new World.Stream(DESK, true, desk.events().subList(3, 8), List.of(5));
    MadeBundle forged = world.bundle(rest, 0, 4);
    String only = World.batchId(rest, 0);
    forged.edit(
        MadeBundle.batch(only),
        json -> json.with("anchors", Objects.requireNonNull(old.get("anchors"))));
    var anchor = (JsonObject) Objects.requireNonNull(old.array("anchors")).get(0);
    forged.put(
        MadeBundle.timeStamp(only, 0),
        Base64.getDecoder().decode(Objects.requireNonNull(anchor.string("proof"))));
    BundleReport report = Answers.of(forged.zip(), everybodyKnown());
    assertThat(Answers.failed(report)).as(Answers.text(report)).isEmpty();
    assertThat(Answers.verdict(report).result()).isEqualTo(Result.WHOLE);
  }
}
