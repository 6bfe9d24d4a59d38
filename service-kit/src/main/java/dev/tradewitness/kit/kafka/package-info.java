/// Dead letters.
@NullMarked
package dev.tradewitness.kit.kafka;

import org.jspecify.annotations.NullMarked;
