/// What every mapping of another system's messages to VCP events needs: the stream it is recorded
/// under, its members taken apart by name.
@NullMarked
package dev.tradewitness.capture.decode.foreign;

import org.jspecify.annotations.NullMarked;
