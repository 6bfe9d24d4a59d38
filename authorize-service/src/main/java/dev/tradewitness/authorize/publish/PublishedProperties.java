package dev.tradewitness.authorize.publish;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/// How the journal is compared with what was published before orders are decided.
///
/// @param patience how long Kafka may say nothing before the comparison is tried again
/// @param kafkaWait how long the lanes stay closed while Kafka does not answer
/// @param tailMessages of each partition, compared when the database of an earlier version does not
///   know how far it was published
/// @param giveUp the code of a contradiction that a person has decided to leave; empty for none
@Validated
@ConfigurationProperties(prefix = "tradewitness.authorize.published", ignoreUnknownFields = false)
public record PublishedProperties(
    @DefaultValue("5s") Duration patience,
    @DefaultValue("10s") Duration kafkaWait,
    @DefaultValue("10000") @Min(1) long tailMessages,
    @DefaultValue("") String giveUp) {}
