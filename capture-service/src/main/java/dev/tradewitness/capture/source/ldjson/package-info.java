/// The LDJSON door: one JSON message a line over TCP or a Unix socket.
@NullMarked
package dev.tradewitness.capture.source.ldjson;

import org.jspecify.annotations.NullMarked;
