/// Bytes from Kafka → trade or a named refusal → the pair's engine; one commit per poll.
@NullMarked
package dev.tradewitness.vpin.feed;

import org.jspecify.annotations.NullMarked;
