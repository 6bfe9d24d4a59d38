/// The LDJSON door without a service behind it.
@NullMarked
package dev.tradewitness.capture.source.ldjson;

import org.jspecify.annotations.NullMarked;
