package dev.tradewitness.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.evidence.made.MadeBundle;
import dev.tradewitness.evidence.made.StampAuthority;
import dev.tradewitness.evidence.made.StampAuthority.Flaw;
import dev.tradewitness.evidence.made.World;
import dev.tradewitness.verifier.report.BundleReport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WholeBundleTest {

  private static final StampAuthority AUTHORITY = new StampAuthority("Test", Flaw.NONE);

  private static void assertPasses(MadeBundle bundle, String... notChecked) {
    BundleReport report = Answers.of(bundle);
    assertThat(Answers.failed(report)).as(Answers.text(report)).isEmpty();
    // Every bundle here brings a page of its own.
    var expected = new ArrayList<>(List.of(notChecked));
    expected.add("cover-sheet");
    assertThat(Answers.notChecked(report)).containsExactlyInAnyOrderElementsOf(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 15, 16, 17, 31, 33})
  void aWholeStreamOfOneBatchPassesWhateverItsSize(int size) {
    var world = new World(size, AUTHORITY);
    world.stream("org.example:desk", true, size);
    assertPasses(world.bundle(), "log-consistency");
  }

  @Test
  void severalBatchesAndStreamsPass() {
    var world = new World(1, AUTHORITY);
    world.stream("org.example:desk", true, 1, 2, 5, 3);
    world.stream("org.example:other", true, 4, 4);
    assertPasses(world.bundle());
  }

  @Test
  void anyRangeOfAStreamPasses() {
    var world = new World(2, AUTHORITY);
    World.Stream stream = world.stream("local:acme:desk-1", true, 3, 1, 4);
    for (int first = 0; first < 8; first++) {
      for (int last = first; last < 8; last++) {
        BundleReport report = Answers.of(world.bundle(stream, first, last));
        assertThat(Answers.failed(report))
            .as("%d to %d%n%s", first, last, Answers.text(report))
            .isEmpty();
      }
    }
  }

  @Test
  void oneEventOutOfALargerBatchLeavesTheWholeRootUnchecked() {
    var world = new World(3, AUTHORITY);
    World.Stream stream = world.stream("org.example:desk", true, 2, 5);
    assertPasses(world.bundle(stream, 4, 4), "batch-root", "batch-chain", "log-consistency");
  }

  @Test
  void eventsSignedByCheckpointOnlySaySo() {
    var world = new World(4, AUTHORITY);
    world.stream("org.example:fast", false, 2, 2);
    assertPasses(world.bundle(), "event-signature");
  }

  @Test
  void aBundleWithoutAPageOfItsOwnHasNothingThatIsNotChecked() {
    var world = new World(5, AUTHORITY);
    world.stream("org.example:desk", true, 2, 1);
    BundleReport report = Answers.of(world.bundle().drop("report.html"));
    assertThat(Answers.failed(report)).isEmpty();
    assertThat(Answers.notChecked(report)).isEmpty();
  }
}
