package dev.tradewitness.anchor.feed;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Reading `vcp.events` and repairing what it did not bring.
///
/// @param groupId Kafka consumer group
/// @param consumers consumer threads of this instance
/// @param pollRecordsMax records of one poll, which is one transaction
/// @param retryWait pause after a poll that could not be stored
/// @param reclaimAfter pause before a partition that another instance took over is claimed again,
///   if Kafka still has it assigned here
/// @param repairInterval how often logs that stand still are looked at
/// @param compareInterval how often heads are compared with capture's, so that a lost tail is
///   noticed
@ConfigurationProperties(prefix = "tradewitness.anchor.feed", ignoreUnknownFields = false)
record FeedProperties(
    @DefaultValue("anchor") String groupId,
    @DefaultValue("1") int consumers,
    @DefaultValue("5000") int pollRecordsMax,
    @DefaultValue("1s") Duration retryWait,
    @DefaultValue("5s") Duration reclaimAfter,
    @DefaultValue("500ms") Duration repairInterval,
    @DefaultValue("5s") Duration compareInterval) {}
