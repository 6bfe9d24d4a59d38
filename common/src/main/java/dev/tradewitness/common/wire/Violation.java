package dev.tradewitness.common.wire;

/// One thing wrong with what was sent.
///
/// @param pointer RFC 6901 pointer of the member at fault; empty for the whole
/// @param code what is wrong, in capitals, stable
/// @param message one sentence for a person
public record Violation(String pointer, String code, String message) {}
