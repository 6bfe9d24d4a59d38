/// Anchor jobs: which root goes to which target, in which state, and when to try again.
@NullMarked
package dev.tradewitness.anchor.anchoring;

import org.jspecify.annotations.NullMarked;
