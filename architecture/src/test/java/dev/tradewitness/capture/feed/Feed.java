package dev.tradewitness.capture.feed;

import dev.tradewitness.capture.intake.Intake;

/// One half of a cycle.
public record Feed(Intake intake) {}
