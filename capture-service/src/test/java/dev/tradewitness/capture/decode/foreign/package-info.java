/// How members are found in another system's messages.
@NullMarked
package dev.tradewitness.capture.decode.foreign;

import org.jspecify.annotations.NullMarked;
