package dev.tradewitness.anchor.schedule;

import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/// One recurring task. A failure never ends the recurrence; it is logged when it begins and when it
/// is over, and every one is counted.
public final class Tick implements Runnable {

  private static final Logger log = LoggerFactory.getLogger(Tick.class);

  private final String name;
  private final Runnable task;
  private final MeterRegistry meters;

  /// Written only by the scheduler's thread that runs this task; runs never overlap.
  private volatile boolean failing;

  public Tick(String name, Runnable task, MeterRegistry meters) {
    this.name = name;
    this.task = task;
    this.meters = meters;
  }

  @Override
  public void run() {
    try {
      task.run();
      if (failing) {
        failing = false;
        log.atInfo().addKeyValue("task", name).log("works again");
      }
    } catch (RuntimeException e) {
      meters.counter("tradewitness.anchor.task.failures", "task", name).increment();
      if (!failing) {
        failing = true;
        tell(e);
      }
    }
  }

  /// A statement that PostgreSQL refuses is a fault of ours.
  private static boolean isAway(RuntimeException e) {
    return switch (e) {
      case TransientDataAccessException _,
          RecoverableDataAccessException _,
          NonTransientDataAccessResourceException _,
          TransactionException _,
          AwayException _ ->
          true;
      default -> false;
    };
  }

  private void tell(RuntimeException e) {
    if (isAway(e)) {
      log.atWarn()
          .addKeyValue("task", name)
          .addKeyValue("cause", e.getMessage())
          .log("fails while somebody else does not answer, is tried again");
    } else {
      log.atError().addKeyValue("task", name).setCause(e).log("fails, is tried again");
    }
  }
}
