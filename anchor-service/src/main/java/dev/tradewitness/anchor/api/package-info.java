/// The HTTP edge.
@NullMarked
package dev.tradewitness.anchor.api;

import org.jspecify.annotations.NullMarked;
