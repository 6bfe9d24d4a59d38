/// The Kafka door: executions move and release exposure.
@NullMarked
package dev.tradewitness.authorize.feed;

import org.jspecify.annotations.NullMarked;
