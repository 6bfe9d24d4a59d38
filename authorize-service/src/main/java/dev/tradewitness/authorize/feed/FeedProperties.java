package dev.tradewitness.authorize.feed;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param groupId Kafka's consumer group
/// @param topic where executions are read from
@ConfigurationProperties(prefix = "tradewitness.authorize.feed", ignoreUnknownFields = false)
public record FeedProperties(
    @DefaultValue("authorize") String groupId, @DefaultValue("executions") String topic) {}
