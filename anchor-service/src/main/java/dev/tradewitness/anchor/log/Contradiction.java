package dev.tradewitness.anchor.log;

import dev.tradewitness.common.crypto.Hash;
import org.jspecify.annotations.Nullable;

/// A leaf that claims a sequence with another hash than the log has.
///
/// @param held the log's hash, or null when two contents came together and neither is in
public record Contradiction(Leaf claim, @Nullable Hash held) {}
