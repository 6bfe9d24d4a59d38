/// Shows which texts are events and what is found about them.
@NullMarked
package dev.tradewitness.capture.decode;

import org.jspecify.annotations.NullMarked;
