package dev.tradewitness.authorize.authorization;

import dev.tradewitness.authorize.control.Candidate;
import dev.tradewitness.authorize.policy.PolicyOutcome;
import dev.tradewitness.common.crypto.Hash;
import java.util.UUID;

/// An order on its way into its lane, with all that can be known without the lane.
record OrderCommand(Candidate candidate, Hash orderHash, UUID traceId, PolicyOutcome policy) {}
