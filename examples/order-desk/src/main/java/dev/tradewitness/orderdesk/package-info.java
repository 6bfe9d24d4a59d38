/// An order desk that has its orders authorized and its calls witnessed.
@NullMarked
package dev.tradewitness.orderdesk;

import org.jspecify.annotations.NullMarked;
