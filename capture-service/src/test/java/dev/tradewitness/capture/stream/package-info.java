@NullMarked
package dev.tradewitness.capture.stream;

import org.jspecify.annotations.NullMarked;
