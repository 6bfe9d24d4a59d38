package dev.tradewitness.authorize.lane;

import dev.tradewitness.authorize.decision.Decision.TokenTerms;
import dev.tradewitness.authorize.decision.Reason;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a decision takes from the outside: time, deadline, id and token terms. Recorded in the row,
/// so that a replay needs none of them.
///
/// @param wallMicros microseconds since 1970
/// @param databaseMicros the same by the database's clock, by which prices age
/// @param deadlineMicros when the reservation is released, by the database's clock
/// @param untimely why the order may not be decided at this time; null when it may
record Moment(
    long wallMicros,
    long databaseMicros,
    long deadlineMicros,
    @Nullable Reason untimely,
    UUID decisionId,
    TokenTerms token) {}
