/// The way of an event from the calling thread to capture: buffer, sender, spool, answer.
@NullMarked
package dev.tradewitness.client.delivery;

import org.jspecify.annotations.NullMarked;
