package dev.tradewitness.vpin.state;

import dev.tradewitness.vpin.state.OldMetrics.Deletion;
import io.micrometer.core.instrument.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/// Deletes metrics that are published and past their time.
class MetricRetention {

  private static final Logger log = LoggerFactory.getLogger(MetricRetention.class);

  private static final int FIRST_LOOK = 100;

  private final OldMetrics old;
  private final StateProperties properties;
  private final Counter deleted;

  MetricRetention(OldMetrics old, StateProperties properties, Counter deleted) {
    this.old = old;
    this.properties = properties;
    this.deleted = deleted;
  }

  void deleteOld() {
    if (properties.retention().isZero()) {
      return;
    }
    try {
      old.partitions().forEach(this::deleteOld);
      long seconds = properties.retention().toSeconds();
      old.deletePairsWithoutReading(seconds, properties.retentionRowsMax());
    } catch (DataAccessException e) {
      // The next round deletes what this one could not.
      log.atWarn().addKeyValue("cause", e.getMessage()).log("old metrics not deleted");
    }
  }

  /// Looks at few metrics first: mostly the oldest one is young.
  private void deleteOld(int partition) {
    int limit = Math.min(FIRST_LOOK, properties.retentionRowsMax());
    long from = 0;
    Deletion step;
    do {
      step = old.deleteOlderThan(properties.retention().toSeconds(), partition, from, limit);
      deleted.increment(step.deleted());
      from = step.next();
      limit = properties.retentionRowsMax();
    } while (!step.ended() && !Thread.currentThread().isInterrupted());
  }
}
