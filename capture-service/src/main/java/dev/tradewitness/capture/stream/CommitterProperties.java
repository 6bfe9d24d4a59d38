package dev.tradewitness.capture.stream;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/// How the committer groups.
///
/// @param groupEventsMax most events in one transaction
/// @param groupSizeMax about the most bytes of documents in one transaction
/// @param databaseRetry how long after a lost database the next attempt is made
/// @param statementTimeout a statement that takes longer counts as a database that is away
/// @param lockTimeout how long a stream's head is waited for; longer than
///   `idleInTransactionTimeout`, after which the server frees the heads of an instance that stopped
/// @param idleInTransactionTimeout how long this instance may hold heads without a word
/// @param streamsMax streams in the database; an event that would open another one is refused
@Validated
@ConfigurationProperties(prefix = "tradewitness.capture.committer", ignoreUnknownFields = false)
record CommitterProperties(
    @DefaultValue("4096") @Min(1) @Max(100_000) int groupEventsMax,
    @DefaultValue("8MB") DataSize groupSizeMax,
    @DefaultValue("500ms") Duration databaseRetry,
    @DefaultValue("10s") Duration statementTimeout,
    @DefaultValue("4s") Duration lockTimeout,
    @DefaultValue("2s") Duration idleInTransactionTimeout,
    @DefaultValue("100000") @Min(1) int streamsMax) {}
