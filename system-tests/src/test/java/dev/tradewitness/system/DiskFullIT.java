package dev.tradewitness.system;

import static org.awaitility.Awaitility.await;

import dev.tradewitness.system.check.Everything;
import dev.tradewitness.system.load.Load;
import dev.tradewitness.system.load.Load.Disturbance;
import dev.tradewitness.system.stack.RunningStack;
import dev.tradewitness.system.stack.SmallDisk;
import dev.tradewitness.system.stack.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeSet;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/// Load over all doors while one disk after the other has no room left: that of capture's spool
/// (with PostgreSQL standing still, so that it is needed), PostgreSQL's and Kafka's. Each of them
/// must have felt it. Whatever ends by itself is started again once there is room. Afterwards
/// everything that was acknowledged is there once, and adds up.
@Order(2)
class DiskFullIT {

  private static final long SEED = Long.getLong("tradewitness.drill.seed", 20_261_130L);
  private static final int SPOOL_MEBIBYTES = 100;
  private static final int POSTGRES_MEBIBYTES = 1100;
  private static final int KAFKA_MEBIBYTES = 600;
  private static final Duration FULL = Duration.ofSeconds(8);
  private static final Duration FELT_WITHIN = Duration.ofSeconds(30);

  private final Table table = new Table("Disk full, seed " + SEED);

  @Test
  void whatWasAcknowledgedIsThereOnceAndAddsUp() throws Exception {
    Path data = RunningStack.freshFolder("disk-full");
    try (SmallDisk spool = disk(data.resolve("capture"), SPOOL_MEBIBYTES);
        SmallDisk postgres = disk(data.resolve("postgres"), POSTGRES_MEBIBYTES);
        SmallDisk kafka = disk(data.resolve("kafka"), KAFKA_MEBIBYTES)) {
      Everything.isThereOnceAndAddsUpAfter(
          RunningStack.up("disk-full", data),
          table,
          stack ->
              Load.during(
                  stack,
                  SEED,
                  table,
                  () -> {
                    full(stack, "capture", spool, () -> stack.freeze("postgres", FULL));
                    full(stack, "postgres", postgres, () -> Thread.sleep(FULL));
                    full(stack, "kafka", kafka, () -> Thread.sleep(FULL));
                  }));
    }
  }

  private static SmallDisk disk(Path folder, int mebibytes) throws Exception {
    return SmallDisk.over(Files.createDirectory(folder), mebibytes);
  }

  private void full(RunningStack stack, String part, SmallDisk disk, Disturbance meanwhile)
      throws Exception {
    table.row(part + ": bytes that filled its disk", disk.fill());
    meanwhile.happen();
    await(part + " says that it cannot write")
        .atMost(FELT_WITHIN)
        .until(() -> stack.hasLogged(part, "No space left on device"));
    disk.empty();
    table.row(part + ": ended by themselves, started again", endedAndStartedAgain(stack));
  }

  /// What cannot write may take a moment to give up.
  private static String endedAndStartedAgain(RunningStack stack) throws InterruptedException {
    var all = new TreeSet<String>();
    for (int i = 0; i < 10; i++) {
      all.addAll(stack.restartEnded());
      Thread.sleep(500);
    }
    return all.isEmpty() ? "none" : String.join(" ", all);
  }
}
