/// What capture-service answers over HTTP: heads, ranges of events, keys; hashes are recomputed
/// here before anybody uses them.
@NullMarked
package dev.tradewitness.anchor.capture;

import org.jspecify.annotations.NullMarked;
