package dev.tradewitness.system;

import dev.tradewitness.system.check.Everything;
import dev.tradewitness.system.load.Load;
import dev.tradewitness.system.stack.Table;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/// Load over all doors; in the middle every service, Kafka and PostgreSQL is stopped in its tracks
/// once with SIGSTOP and continued. Nobody sees a connection end: whoever waits has to give up by
/// itself. Afterwards everything that was acknowledged is there once, and adds up.
@Order(2)
class EverythingFrozenOnceIT {

  private static final long SEED = Long.getLong("tradewitness.drill.seed", 20_261_129L);
  private static final List<String> VICTIMS =
      List.of("capture", "anchor", "authorize", "vpin", "kafka", "postgres");

  /// Longer than a lease, a statement's time limit and a client's patience for one request.
  private static final Duration FROZEN = Duration.ofSeconds(12);

  private final Table table = new Table("Everything frozen once, seed " + SEED);

  @Test
  void whatWasAcknowledgedIsThereOnceAndAddsUp() throws Exception {
    Everything.isThereOnceAndAddsUpAfter(
        "frozen-once",
        table,
        stack ->
            Load.during(
                stack,
                SEED,
                table,
                () -> {
                  for (String victim : VICTIMS) {
                    Duration away = stack.freeze(victim, FROZEN);
                    table.row(
                        "SIGSTOP " + victim + " for 12 s, answers again after",
                        away.toMillis() + " ms");
                  }
                }));
  }
}
