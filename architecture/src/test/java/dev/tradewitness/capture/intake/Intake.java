package dev.tradewitness.capture.intake;

import dev.tradewitness.capture.feed.Feed;
import java.util.List;

/// The other half.
public record Intake(List<Feed> feeds) {}
