package dev.tradewitness.anchor.log;

import dev.tradewitness.common.event.PolicyId;

/// A leaf and the stream it is in.
public record LocatedLeaf(PolicyId policyId, Leaf leaf) {}
