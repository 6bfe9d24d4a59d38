/// The form of an evidence bundle: member paths, JSON members and bounds, for those who write
/// bundles and those who check them.
@NullMarked
package dev.tradewitness.evidence.format;

import org.jspecify.annotations.NullMarked;
