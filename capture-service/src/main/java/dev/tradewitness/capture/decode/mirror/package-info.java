/// Copies of HTTP requests become VCP events: orders where a mapping fits, anything else whole.
/// Secrets are taken out first.
@NullMarked
package dev.tradewitness.capture.decode.mirror;

import org.jspecify.annotations.NullMarked;
