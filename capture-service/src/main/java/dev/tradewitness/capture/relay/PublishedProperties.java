package dev.tradewitness.capture.relay;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// How the database is compared with what was published before anything is numbered.
///
/// @param patience how long Kafka may say nothing before the comparison is tried again
/// @param tailMessages of each partition, compared when the database of an earlier version does not
///   know how far it was published
/// @param takeUnsealed whether events without a seal, which an earlier version sent, are put back,
///   too: nothing shows that they are ours
/// @param alert how long `/health` is degraded after an older database was found
/// @param giveUp the code of a contradiction that a person has decided to leave; empty for none
@Validated
@ConfigurationProperties(prefix = "tradewitness.capture.published", ignoreUnknownFields = false)
record PublishedProperties(
    @DefaultValue("5s") Duration patience,
    @DefaultValue("10000") @Min(1) long tailMessages,
    @DefaultValue("false") boolean takeUnsealed,
    @DefaultValue("1h") Duration alert,
    @DefaultValue("") String giveUp) {}
