/// Which batch records are believed.
@NullMarked
package dev.tradewitness.capture.anchored;

import org.jspecify.annotations.NullMarked;
