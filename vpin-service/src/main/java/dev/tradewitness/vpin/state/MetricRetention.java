package dev.tradewitness.vpin.state;

import io.micrometer.core.instrument.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/// Deletes metrics that are published and past their time.
class MetricRetention {

  private static final Logger log = LoggerFactory.getLogger(MetricRetention.class);

  private final MetricArchive archive;
  private final StateProperties properties;
  private final Counter deleted;

  MetricRetention(MetricArchive archive, StateProperties properties, Counter deleted) {
    this.archive = archive;
    this.properties = properties;
    this.deleted = deleted;
  }

  void deleteOld() {
    if (properties.retention().isZero()) {
      return;
    }
    try {
      int rows;
      do {
        rows =
            archive.deleteOlderThan(
                properties.retention().toSeconds(), properties.retentionRowsMax());
        deleted.increment(rows);
      } while (rows == properties.retentionRowsMax() && !Thread.currentThread().isInterrupted());
    } catch (DataAccessException e) {
      // The next round deletes what this one could not.
      log.atWarn().addKeyValue("cause", e.getMessage()).log("old metrics not deleted");
    }
  }
}
