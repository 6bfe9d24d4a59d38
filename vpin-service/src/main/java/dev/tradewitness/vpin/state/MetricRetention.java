package dev.tradewitness.vpin.state;

import dev.tradewitness.kit.time.SteadyTime;
import dev.tradewitness.vpin.state.OldMetrics.Deletion;
import dev.tradewitness.vpin.state.OldMetrics.Past;
import io.micrometer.core.instrument.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/// Deletes metrics that are published and past their time.
///
/// Their age is by the database's clock and by this process's time, which no setting of a clock
/// moves: the smaller one counts. A clock that runs ahead deletes nothing too early.
class MetricRetention {

  private static final Logger log = LoggerFactory.getLogger(MetricRetention.class);

  private static final int FIRST_LOOK = 100;

  private final OldMetrics old;
  private final StateProperties properties;
  private final Counter deleted;
  private final SteadyTime time;

  MetricRetention(OldMetrics old, StateProperties properties, Counter deleted, SteadyTime time) {
    this.old = old;
    this.properties = properties;
    this.deleted = deleted;
    this.time = time;
  }

  void deleteOld() {
    if (properties.retention().isZero()) {
      return;
    }
    try {
      var past =
          new Past(
              properties.retention().toSeconds(), time.instant().minus(properties.retention()));
      old.partitions().forEach(partition -> deleteOld(past, partition));
      old.deletePairsWithoutReading(past, properties.retentionRowsMax());
    } catch (DataAccessException e) {
      // The next round deletes what this one could not.
      log.atWarn().addKeyValue("cause", e.getMessage()).log("old metrics not deleted");
    }
  }

  /// Looks at few metrics first: mostly the oldest one is young.
  private void deleteOld(Past past, int partition) {
    int limit = Math.min(FIRST_LOOK, properties.retentionRowsMax());
    long from = 0;
    Deletion step;
    do {
      step = old.delete(past, partition, from, limit);
      deleted.increment(step.deleted());
      from = step.next();
      limit = properties.retentionRowsMax();
    } while (!step.ended() && !Thread.currentThread().isInterrupted());
  }
}
