/// VPIN of one pair: window, statistics, percentile; one engine per pair. Pure: no framework, no
/// clock, nothing allocated per trade; an object is made only where a reading is due.
@NullMarked
package dev.tradewitness.vpin.reading;

import org.jspecify.annotations.NullMarked;
