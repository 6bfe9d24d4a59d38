/// Hashes and signature verification; no private keys.
@NullMarked
package dev.tradewitness.common.crypto;

import org.jspecify.annotations.NullMarked;
