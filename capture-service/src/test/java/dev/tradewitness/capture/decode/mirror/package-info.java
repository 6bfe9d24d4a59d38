/// What becomes of mirrored requests, and what never does.
@NullMarked
package dev.tradewitness.capture.decode.mirror;

import org.jspecify.annotations.NullMarked;
