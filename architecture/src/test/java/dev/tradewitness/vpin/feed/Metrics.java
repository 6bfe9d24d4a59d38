package dev.tradewitness.vpin.feed;

import dev.tradewitness.capture.feed.Feed;
import java.util.List;

/// Uses a class of another service.
public record Metrics(List<Feed> feeds) {}
