package dev.tradewitness.system.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.system.stack.CapturedStream;
import dev.tradewitness.system.stack.Evidence;
import dev.tradewitness.system.stack.RunningStack;
import dev.tradewitness.system.stack.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.SortedMap;

/// Evidence convinces the verifier, and tampered evidence does not.
public final class Bundles {

  private Bundles() {}

  public static void verifies(
      RunningStack stack, SortedMap<String, CapturedStream> streams, Table table)
      throws IOException {
    var bundles = new ArrayList<Evidence>();
    for (CapturedStream stream : streams.values()) {
      var events = stream.events();
      for (int at : new int[] {0, events.size() / 2}) {
        bundles.add(Evidence.ofEvent(stack, events.get(at).eventId()));
      }
    }
    Evidence.verifyAll(bundles).expectSuccess();
    table.row("evidence bundles that verify", bundles.size());
    var tampered = bundles.getFirst().tampered().verify();
    assertThat(tampered.exit()).as("exit of the tampered bundle").isNotZero();
    assertThat(tampered.output()).containsPattern("FAIL\\s+event-hash");
    table.row("tampered bundles refused", 1);
  }
}
