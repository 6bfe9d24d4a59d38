package dev.tradewitness.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.canonical.JsonValue;
import dev.tradewitness.evidence.made.Json;
import dev.tradewitness.evidence.made.MadeBundle;
import dev.tradewitness.evidence.made.StampAuthority;
import dev.tradewitness.evidence.made.StampAuthority.Flaw;
import dev.tradewitness.evidence.made.World;
import dev.tradewitness.verifier.report.BundleReport;
import dev.tradewitness.verifier.report.HtmlReport;
import dev.tradewitness.verifier.report.RunReport;
import dev.tradewitness.verifier.trust.TrustRoots;
import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlReportTest {

  private static final String DESK = "org.example:desk";

  private final World world = new World(71, new StampAuthority("Test", Flaw.NONE));
  private final World.Stream desk = world.stream(DESK, true, 3, 2);
  private final MadeBundle bundle = world.bundle(desk, 0, 4);

  private static String page(byte[] zip, TrustRoots roots) {
    BundleReport report = BundleVerifier.verify("bundle.zip", zip, roots);
    return HtmlReport.of(RunReport.of(List.of(report)));
  }

  @Test
  void thePageSaysWhatWasClaimedByWhomWhenAndWhatWasNotShown() throws Exception {
    TrustRoots roots =
        TrustRoots.NONE.withPolicy(world.policy("LOCAL").toString().getBytes(Json.UTF_8));
    assertThat(page(bundle.zip(), roots))
        .contains(
            "PASS. Every check holds",
            World.ORIGIN + "/" + DESK,
            "0 to 4",
            world.checkpointKey.keyId(),
            "2026-11-21T11:00:03Z", // closed at
            "2026-11-21T11:00:04Z", // stamped at
            "LOCAL only",
            "What is not shown",
            desk.events().get(4).eventId())
        .doesNotContain("<script");
    assertThat(page(bundle.zip(), TrustRoots.NONE)).contains("WHOLE. Every check holds");
  }

  @Test
  void eachEventSaysWhatCoversItsMembers() {
    String text = new String(bundle.get(MadeBundle.event(DESK, 1)), Json.UTF_8);
    bundle.put(
        MadeBundle.event(DESK, 1),
        text.replaceFirst("\\{", "{\"regulator_approved\": true,").getBytes(Json.UTF_8));
    String page = page(bundle.zip(), TrustRoots.NONE);
    assertThat(page).contains("WHOLE.");
    // The first event of its batch and the second: the record names the former's time.
    assertThat(page)
        .containsPattern(
            "<td>header, payload</td>\\s*<td>policy_identification.policy_id, received_at</td>"
                + "\\s*<td>policy_identification.version</td>")
        .containsPattern(
            "<td>header, payload</td>\\s*<td>policy_identification.policy_id</td>"
                + "\\s*<td>regulator_approved, policy_identification.version, received_at</td>");
  }

  @Test
  void ofABundleThatFailsOnlyTheChecksAreShown() {
    bundle.drop(MadeBundle.event(DESK, 1));
    assertThat(page(bundle.zip(), TrustRoots.NONE))
        .contains("FAIL. A check does not hold", "sequence")
        .doesNotContain("What is claimed", "The events", desk.events().get(4).eventId());
    assertThat(page(new byte[3], TrustRoots.NONE)).contains("UNREADABLE. No check was made");
  }

  @Test
  void nothingOfABundleRunsOrTurnsRoundOnThePage() {
    String evil = "<script>alert(1)</script>\u202e\"'&";
    bundle.edit(
        MadeBundle.batch(World.batchId(desk, 0)),
        json -> json.with("anchors", anchorOf(json, evil)));
    String page = page(bundle.zip(), TrustRoots.NONE);
    assertThat(page).contains("&lt;script&gt;", "\\u{202e}").doesNotContain("<script", "\u202e");
  }

  private static JsonValue anchorOf(
      dev.tradewitness.common.canonical.JsonObject record, String identifier) {
    var anchors = java.util.Objects.requireNonNull(record.array("anchors"));
    var other =
        ((dev.tradewitness.common.canonical.JsonObject) anchors.get(0))
            .with("identifier", JsonValue.of(identifier))
            .with("type", JsonValue.of("WITNESS"));
    return dev.tradewitness.common.canonical.JsonArray.of(List.of(anchors.get(0), other));
  }

  @Test
  void theBundlesOwnPageIsNotTakenOver() {
    bundle.put("report.html", "<p>approved by the regulator</p>".getBytes(Json.UTF_8));
    assertThat(page(bundle.zip(), TrustRoots.NONE))
        .contains("WHOLE.", "cover-sheet", "NOT_CHECKED")
        .doesNotContain("approved by");
  }
}
