package dev.tradewitness.authorize.journal;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param lanes account partitions; fixed at the first start
/// @param groupRowsMax rows in one commit
/// @param queueRowsMax rows waiting for a commit; beyond it the answer is 503 `OVERLOADED`
/// @param queueAgeMax the same when the row at the head has waited longer than this
/// @param leaseLife how long the lanes stay with an owner that does not renew
/// @param snapshotRows rows after which a lane is snapshotted again
/// @param snapshotInterval time after which a lane with new rows is snapshotted again
@ConfigurationProperties(prefix = "tradewitness.authorize.journal", ignoreUnknownFields = false)
public record JournalProperties(
    @DefaultValue("4") int lanes,
    @DefaultValue("256") int groupRowsMax,
    @DefaultValue("8192") int queueRowsMax,
    @DefaultValue("1s") Duration queueAgeMax,
    @DefaultValue("5s") Duration leaseLife,
    @DefaultValue("500000") long snapshotRows,
    @DefaultValue("15m") Duration snapshotInterval) {

  public JournalProperties {
    if (lanes < 1 || lanes > 1024 || groupRowsMax < 1 || queueRowsMax < groupRowsMax) {
      throw new IllegalArgumentException(
          "lanes %d (1 to 1024), group %d, queue %d (not below group)"
              .formatted(lanes, groupRowsMax, queueRowsMax));
    }
  }
}
