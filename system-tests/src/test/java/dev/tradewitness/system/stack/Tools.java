package dev.tradewitness.system.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// Things beside this product that a drill needs. Where they are missing the drill is skipped and
/// says so, unless the environment's `TRADEWITNESS_DRILL_TOOLS=required` makes that a failure, as
/// in continuous integration.
public final class Tools {

  private Tools() {}

  /// Something that the machine has to allow, and that nobody can install on it: where it does not,
  /// the drill is skipped everywhere, and says so in a line that is not overlooked.
  public static void needAllowed(boolean isAllowed, String what) {
    if (!isAllowed) {
      RunningStack.say("########## NOT SHOWN: this machine does not allow " + what + " ##########");
    }
    assumeTrue(isAllowed, "not shown: this machine does not allow " + what);
  }

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
