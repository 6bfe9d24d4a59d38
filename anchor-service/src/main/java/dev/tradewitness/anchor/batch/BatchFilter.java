package dev.tradewitness.anchor.batch;

import dev.tradewitness.common.event.PolicyId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which batches to list, newest first.
///
/// @param from closed at or after
/// @param to closed before
/// @param after the last batch of the page before
/// @param limit 1 or more
public record BatchFilter(
    @Nullable PolicyId policyId,
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable Batch after,
    int limit) {}
