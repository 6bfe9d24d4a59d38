package dev.tradewitness.anchor.checkpoint;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param interval the least time between two checkpoints of a growing log
/// @param checkGrowth prove from the stored tiles, before signing, that the new head extends the
///   last one signed
@ConfigurationProperties(prefix = "tradewitness.anchor.checkpoint", ignoreUnknownFields = false)
record CheckpointProperties(
    @DefaultValue("1s") Duration interval, @DefaultValue("true") boolean checkGrowth) {}
