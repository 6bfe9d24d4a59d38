package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.decision.Decision.TokenTerms;
import java.util.UUID;

/// What a decision takes from the outside: time, deadline, id and token terms. Recorded in the row,
/// so that a replay needs none of them.
///
/// @param wallMicros microseconds since 1970
/// @param deadlineMicros when the reservation is released, by the database's clock
record Moment(long wallMicros, long deadlineMicros, UUID decisionId, TokenTerms token) {}
