/// For tests: makes evidence bundles from docs/evidence-bundle.md alone: own trees, own signer, own
/// time-stamp authority.
@NullMarked
package dev.tradewitness.evidence.made;

import org.jspecify.annotations.NullMarked;
