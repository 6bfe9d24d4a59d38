package dev.tradewitness.anchor.log;

import java.util.List;

/// Leaves for one log in the order they came, and the tier that the last of them names.
public record Arrivals(String tier, List<Leaf> leaves) {}
