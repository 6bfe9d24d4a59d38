package dev.tradewitness.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.evidence.made.MadeBundle;
import dev.tradewitness.evidence.made.StampAuthority;
import dev.tradewitness.evidence.made.StampAuthority.Flaw;
import dev.tradewitness.evidence.made.World;
import dev.tradewitness.verifier.check.Outcome;
import dev.tradewitness.verifier.report.BundleReport;
import dev.tradewitness.verifier.report.RunReport;
import dev.tradewitness.verifier.report.TextReport;
import dev.tradewitness.verifier.trust.TrustRoots;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SplitViewTest {

  private static final String DESK = "org.example:desk";
  private static final StampAuthority AUTHORITY = new StampAuthority("Test", Flaw.NONE);

  private final World world = new World(61, AUTHORITY);
  private final World.Stream desk = world.stream(DESK, true, 3, 2, 4);

  private static RunReport run(MadeBundle... bundles) {
    var reports = new ArrayList<BundleReport>();
    for (MadeBundle bundle : bundles) {
      reports.add(
          BundleVerifier.verify(
              "bundle-%d.zip".formatted(reports.size()), bundle.zip(), TrustRoots.NONE));
    }
    return RunReport.of(reports);
  }

  private static void assertSplit(String shown, MadeBundle... bundles) {
    RunReport run = run(bundles);
    assertThat(run.bundles()).allSatisfy(it -> assertThat(Answers.failed(it)).isEmpty());
    assertThat(run.comparison()).isInstanceOf(Outcome.Fail.class);
    assertThat(run.result()).isEqualTo(RunReport.Result.FAIL);
    assertThat(TextReport.comparison(run)).contains("FAIL         split-view", shown);
  }

  /// A stream of the given events under the same keys, as the same operator would sign it.
  private World.Stream history(List<World.Event> events, Integer... ends) {
    return new World.Stream(DESK, true, events, List.of(ends));
  }

  @Test
  void bundlesOfOneHistoryAgree() {
    RunReport run =
        run(
            world.bundle(desk, 0, 4),
            world.bundle(desk, 2, 8),
            world.bundle(desk, 5, 5),
            world.bundle(desk, 0, 0));
    assertThat(run.comparison()).isInstanceOf(Outcome.Pass.class);
    assertThat(run.result()).isEqualTo(RunReport.Result.WHOLE);
  }

  @Test
  void oneBundleAloneOrBundlesOfTwoLogsAreNotCompared() {
    World.Stream other = world.stream("org.example:other", true, 3);
    assertThat(run(world.bundle(desk, 0, 4)).comparison()).isInstanceOf(Outcome.NotChecked.class);
    assertThat(run(world.bundle(desk, 0, 4), world.bundle(other, 0, 2)).comparison())
        .isInstanceOf(Outcome.NotChecked.class);
  }

  @Test
  void twoRootsForOneSizeAreASplitView() {
    var events = new ArrayList<>(desk.events());
    events.set(0, events.get(5));
    events.set(5, desk.events().get(0));
    World.Stream changed = history(events, 3, 5, 9);
    assertSplit("the root of 9 leaves", world.bundle(desk, 5, 8), world.bundle(changed, 6, 8));
    assertSplit("the hash of event 0", world.bundle(desk, 0, 2), world.bundle(changed, 0, 2));
  }

  @Test
  void twoBatchesOverOneEventAreASplitView() {
    World.Stream otherEnds = history(desk.events(), 4, 9);
    assertSplit("a batch of events", world.bundle(desk, 0, 2), world.bundle(otherEnds, 3, 3));
  }

  @Test
  void aBatchThatNamesAnotherPredecessorIsASplitView() {
    // The first three events differ in the second history, and only its second batch is shown.
    var events = new ArrayList<>(desk.events());
    events.set(0, desk.events().get(1));
    events.set(1, desk.events().get(0));
    World.Stream changed = history(events, 3, 5, 9);
    assertSplit("as the batch before it", world.bundle(desk, 0, 2), world.bundle(changed, 3, 4));
    assertSplit("as the batch before it", world.bundle(changed, 3, 4), world.bundle(desk, 0, 2));
  }

  @Test
  void aBundleThatFailsByItselfAccusesNobody() {
    MadeBundle broken = world.bundle(desk, 0, 4).drop(MadeBundle.event(DESK, 1));
    RunReport run = run(world.bundle(desk, 0, 4), broken);
    assertThat(run.comparison()).isInstanceOf(Outcome.NotChecked.class);
    assertThat(run.result()).isEqualTo(RunReport.Result.FAIL);
  }
}
