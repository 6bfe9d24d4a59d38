package dev.tradewitness.system.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.system.load.Load;
import dev.tradewitness.system.stack.RunningStack;
import dev.tradewitness.system.stack.Table;
import java.util.List;

/// What must be so after any disturbance.
public final class Everything {

  /// Loads a stack and disturbs it.
  @FunctionalInterface
  public interface Drill {
    Load run(RunningStack stack) throws Exception;
  }

  private Everything() {}

  /// Brings a stack up, runs the drill, and checks that everything that was acknowledged is there
  /// once and adds up, and that nothing is left of the stack after its end.
  public static void isThereOnceAndAddsUpAfter(String name, Table table, Drill drill)
      throws Exception {
    isThereOnceAndAddsUpAfter(RunningStack.up(name), table, drill);
  }

  /// The same with a stack that is up.
  public static void isThereOnceAndAddsUpAfter(RunningStack stack, Table table, Drill drill)
      throws Exception {
    try {
      Load load = drill.run(stack);
      Taps.awaitTaken(stack);
      var streams = Leaves.everyEventIsInExactlyOneLeaf(stack, load.receipts(), table);
      Taps.everyTappedMessageIsOneEvent(stack, streams, table);
      Decisions.areJournalledAsAcknowledged(stack, load.orders(), streams, table);
      Decisions.andFillsSumUpToTheExposure(stack, load.orders(), table);
      Readings.areThoseOfAnUndisturbedRun(stack, table);
      Bundles.verifies(stack, streams, table);
      List<String> left = stack.downAndLeftovers();
      table.row("left after down: processes and ports", left.size());
      assertThat(left).isEmpty();
    } catch (Throwable failure) {
      RunningStack.say(stack.logTails(60));
      throw failure;
    } finally {
      table.print();
      stack.close();
    }
  }
}
