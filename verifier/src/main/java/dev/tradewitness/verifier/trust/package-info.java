/// Which keys and certificates the checks rest on, and who gave them.
@NullMarked
package dev.tradewitness.verifier.trust;

import org.jspecify.annotations.NullMarked;
