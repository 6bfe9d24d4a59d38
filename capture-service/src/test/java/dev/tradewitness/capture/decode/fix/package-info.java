@NullMarked
package dev.tradewitness.capture.decode.fix;

import org.jspecify.annotations.NullMarked;
