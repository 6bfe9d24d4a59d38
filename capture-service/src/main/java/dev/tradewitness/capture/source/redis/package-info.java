/// The Redis door: reads streams in their order and acknowledges each entry once it is stored.
@NullMarked
package dev.tradewitness.capture.source.redis;

import org.jspecify.annotations.NullMarked;
