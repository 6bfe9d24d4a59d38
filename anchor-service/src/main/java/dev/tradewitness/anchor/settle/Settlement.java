package dev.tradewitness.anchor.settle;

import java.time.Instant;

/// One decision, as it is journaled with its effect.
///
/// @param by who decided
/// @param why the reason given
/// @param size leaves of the log at that moment
/// @param state the state that was settled
/// @param detail why the log was in it
/// @param record the published batch record that was given up, empty otherwise
public record Settlement(
    String policyId,
    SettleAction action,
    String by,
    String why,
    Instant at,
    long size,
    String state,
    String detail,
    String record) {}
