package dev.tradewitness.system.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// Things beside this product that a drill needs. Where they are missing the drill is skipped and
/// says so, unless the environment's `TRADEWITNESS_DRILL_TOOLS=required` makes that a failure, as
/// in continuous integration.
public final class Tools {

  private Tools() {}

  public static void need(boolean isThere, String what) {
    if ("required".equals(System.getenv("TRADEWITNESS_DRILL_TOOLS"))) {
      assertThat(isThere).as(what + " on this machine").isTrue();
    }
    if (!isThere) {
      RunningStack.say("skipped: this machine is without " + what);
    }
    assumeTrue(isThere, what + " is not on this machine");
  }
}
