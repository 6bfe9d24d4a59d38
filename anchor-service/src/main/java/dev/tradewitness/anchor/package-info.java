/// Proves what was captured: logs, checkpoints, batches, anchors, evidence.
@NullMarked
package dev.tradewitness.anchor;

import org.jspecify.annotations.NullMarked;
