/// Lines of the LDJSON protocol become VCP events: every member of a message is kept.
@NullMarked
package dev.tradewitness.capture.decode.ldjson;

import org.jspecify.annotations.NullMarked;
