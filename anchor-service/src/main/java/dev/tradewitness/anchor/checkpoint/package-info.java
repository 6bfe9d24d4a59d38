/// Signed notes over tree heads, stored before they are shown, and the keys that ever signed.
@NullMarked
package dev.tradewitness.anchor.checkpoint;

import org.jspecify.annotations.NullMarked;
