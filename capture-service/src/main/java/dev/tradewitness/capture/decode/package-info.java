/// Bytes become an event, or violations with pointers. Nothing here waits, stores or knows a
/// protocol.
@NullMarked
package dev.tradewitness.capture.decode;

import org.jspecify.annotations.NullMarked;
