/// Decisions from the journal to Kafka, in order, at least once.
@NullMarked
package dev.tradewitness.authorize.publish;

import org.jspecify.annotations.NullMarked;
