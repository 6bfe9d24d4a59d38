package dev.tradewitness.anchor.log;

/// A tile's place in a tree, by C2SP tlog-tiles.
///
/// @param level 0 to 7
/// @param index 0 or more
public record TileId(int level, long index) {}
