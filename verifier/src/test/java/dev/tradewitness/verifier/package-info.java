/// The verifier shown on bundles made, changed and forged by the tests.
@NullMarked
package dev.tradewitness.verifier;

import org.jspecify.annotations.NullMarked;
