package dev.tradewitness.anchor.log;

import dev.tradewitness.common.crypto.Hash;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A kept contradiction.
///
/// @param held the log's hash, or null when two contents came together and neither was in
/// @param by KAFKA or CAPTURE: where the claim came from
/// @param resolvedAt null while it stops the log
public record ClaimedLeaf(
    long sequence,
    @Nullable Hash held,
    Hash claimed,
    UUID eventId,
    String by,
    Instant foundAt,
    @Nullable Instant resolvedAt) {}
