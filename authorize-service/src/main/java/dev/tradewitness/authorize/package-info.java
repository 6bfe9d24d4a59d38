/// Pre-trade decisions: exact, durable, explained and signed.
@NullMarked
package dev.tradewitness.authorize;

import org.jspecify.annotations.NullMarked;
