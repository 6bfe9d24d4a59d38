/// Ed25519 signing keys: loading and signing.
@NullMarked
package dev.tradewitness.kit.signing;

import org.jspecify.annotations.NullMarked;
