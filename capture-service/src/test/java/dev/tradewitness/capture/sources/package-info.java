@NullMarked
package dev.tradewitness.capture.sources;

import org.jspecify.annotations.NullMarked;
