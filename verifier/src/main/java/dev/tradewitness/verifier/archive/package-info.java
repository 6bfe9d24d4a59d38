/// Reads a ZIP file of unknown origin: bounded, and only where it can be read in one way.
@NullMarked
package dev.tradewitness.verifier.archive;

import org.jspecify.annotations.NullMarked;
