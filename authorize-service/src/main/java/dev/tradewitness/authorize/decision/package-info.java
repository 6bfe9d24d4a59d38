/// What was decided about an order and why.
@NullMarked
package dev.tradewitness.authorize.decision;

import org.jspecify.annotations.NullMarked;
