package dev.tradewitness.anchor.schedule;

import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
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

  private void tell(RuntimeException e) {
    if (e instanceof DataAccessException
        || e instanceof TransactionException
        || e instanceof AwayException) {
      log.atWarn()
          .addKeyValue("task", name)
          .addKeyValue("cause", e.getMessage())
          .log("fails while somebody else does not answer, is tried again");
    } else {
      log.atError().addKeyValue("task", name).setCause(e).log("fails, is tried again");
    }
  }
}
