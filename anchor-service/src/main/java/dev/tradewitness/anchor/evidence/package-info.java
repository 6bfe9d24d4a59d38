/// Evidence bundles: one ZIP that verifies offline.
@NullMarked
package dev.tradewitness.anchor.evidence;

import org.jspecify.annotations.NullMarked;
