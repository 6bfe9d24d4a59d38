/// Strict JSON and its canonical form (RFC 8785): exactly which bytes are hashed.
@NullMarked
package dev.tradewitness.common.canonical;

import org.jspecify.annotations.NullMarked;
