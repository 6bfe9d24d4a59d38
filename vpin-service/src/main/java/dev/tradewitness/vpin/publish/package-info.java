/// Committed metrics → the output topic, in the order of their numbers.
@NullMarked
package dev.tradewitness.vpin.publish;

import org.jspecify.annotations.NullMarked;
