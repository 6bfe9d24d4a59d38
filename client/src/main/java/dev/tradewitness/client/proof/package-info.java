/// Proofs of anchor-service, checked without it.
@NullMarked
package dev.tradewitness.client.proof;

import org.jspecify.annotations.NullMarked;
