/// Takes every event, hashes, signs, numbers and stores it before it says so.
@NullMarked
package dev.tradewitness.capture;

import org.jspecify.annotations.NullMarked;
