/// What LDJSON lines become.
@NullMarked
package dev.tradewitness.capture.decode.ldjson;

import org.jspecify.annotations.NullMarked;
