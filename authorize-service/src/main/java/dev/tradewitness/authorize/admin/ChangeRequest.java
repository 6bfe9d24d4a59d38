package dev.tradewitness.authorize.admin;

import org.jspecify.annotations.Nullable;

/// What somebody asks for.
///
/// @param after the value in its one form: an amount, a trading state or a status; null takes the
///   target's own limit away
public record ChangeRequest(
    ControlTarget target, @Nullable String after, String reason, String author) {}
