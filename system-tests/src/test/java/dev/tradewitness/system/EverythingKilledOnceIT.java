package dev.tradewitness.system;

import dev.tradewitness.system.check.Everything;
import dev.tradewitness.system.load.Load;
import dev.tradewitness.system.stack.Table;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/// Load over all doors; in the middle every service, Kafka and PostgreSQL is killed once with
/// SIGKILL and started again. Afterwards everything that was acknowledged is there once, and adds
/// up.
@Order(2)
class EverythingKilledOnceIT {

  private static final long SEED = Long.getLong("tradewitness.drill.seed", 20_261_121L);
  private static final List<String> VICTIMS =
      List.of("capture", "anchor", "authorize", "vpin", "kafka", "postgres");

  private final Table table = new Table("Everything killed once, seed " + SEED);

  @Test
  void whatWasAcknowledgedIsThereOnceAndAddsUp() throws Exception {
    Everything.isThereOnceAndAddsUpAfter(
        "killed-once",
        table,
        stack ->
            Load.during(
                stack,
                SEED,
                table,
                () -> {
                  for (String victim : VICTIMS) {
                    Duration away = stack.killAndRestart(victim);
                    table.row(
                        "kill -9 " + victim + ", answers again after", away.toMillis() + " ms");
                  }
                }));
  }
}
