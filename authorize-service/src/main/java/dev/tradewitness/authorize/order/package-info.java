/// The order as a value, and the strict reading of bytes into one.
@NullMarked
package dev.tradewitness.authorize.order;

import org.jspecify.annotations.NullMarked;
