package dev.tradewitness.anchor.log;

/// A stored tree: a whole log's, or that of one batch. Its leaf i is the log's leaf `firstSequence
/// + i`.
public record Tree(long treeNo, int logNo, long firstSequence) {}
