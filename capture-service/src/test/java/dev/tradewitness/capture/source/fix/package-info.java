@NullMarked
package dev.tradewitness.capture.source.fix;

import org.jspecify.annotations.NullMarked;
