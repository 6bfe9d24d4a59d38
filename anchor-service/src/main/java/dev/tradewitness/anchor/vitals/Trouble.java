package dev.tradewitness.anchor.vitals;

/// One thing that needs attention.
///
/// @param part what is concerned, as `partition 3`
/// @param state stable, in capitals
/// @param detail for people: what happened, since when, and what happens next
public record Trouble(String part, String state, String detail) {}
