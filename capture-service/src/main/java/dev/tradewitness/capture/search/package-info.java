/// Finds stored events: by what they are about, by trace.
@NullMarked
package dev.tradewitness.capture.search;

import org.jspecify.annotations.NullMarked;
