/// Kafka to leaves: exactly once by offsets kept beside the leaves; drops doubles, stops a log on a
/// gap and repairs it from capture.
@NullMarked
package dev.tradewitness.anchor.feed;

import org.jspecify.annotations.NullMarked;
