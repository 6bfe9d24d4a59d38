package dev.tradewitness.anchor.log;

import dev.tradewitness.common.crypto.Hash;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The leaves since the last cut: the batch that is open.
///
/// @param peaks right edge of the range's own tree
/// @param firstEventAt when its first event was received; null while it is empty
/// @param openedAt when its first leaf came in; null while it is empty
public record OpenRange(
    long treeNo,
    long first,
    List<Hash> peaks,
    @Nullable Instant firstEventAt,
    @Nullable Instant openedAt) {}
