package dev.tradewitness.system;

import dev.tradewitness.system.check.Everything;
import dev.tradewitness.system.load.Load;
import dev.tradewitness.system.stack.RunningStack;
import dev.tradewitness.system.stack.SmallDisk;
import dev.tradewitness.system.stack.Table;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeSet;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/// Load over all doors while the disk under PostgreSQL, Kafka and capture's spool has no room left.
/// Whatever ends by itself is started again once there is room. Afterwards everything that was
/// acknowledged is there once, and adds up.
@Order(2)
class DiskFullIT {

  private static final long SEED = Long.getLong("tradewitness.drill.seed", 20_261_130L);
  private static final int DISK_MEBIBYTES = 1500;
  private static final Duration FULL = Duration.ofSeconds(10);

  private final Table table = new Table("Disk full, seed " + SEED);

  @Test
  void whatWasAcknowledgedIsThereOnceAndAddsUp() throws Exception {
    Path folder = RunningStack.freshFolder("disk-full");
    try (SmallDisk disk = SmallDisk.over(folder, DISK_MEBIBYTES)) {
      Everything.isThereOnceAndAddsUpAfter(
          RunningStack.up("disk-full", folder),
          table,
          stack ->
              Load.during(
                  stack,
                  SEED,
                  table,
                  () -> {
                    table.row("bytes that filled the disk", disk.fill());
                    Thread.sleep(FULL);
                    disk.empty();
                    table.row("ended by itself, started again", endedAndStartedAgain(stack));
                  }));
    }
  }

  /// What cannot write may take a moment to give up.
  private static String endedAndStartedAgain(RunningStack stack) throws InterruptedException {
    var all = new TreeSet<String>();
    for (int i = 0; i < 10; i++) {
      all.addAll(stack.restartEnded());
      Thread.sleep(500);
    }
    return String.join(" ", all);
  }
}
