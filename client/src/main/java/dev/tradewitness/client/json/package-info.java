/// Reads JSON with nothing but the JDK, so that the client brings no library into a trading system.
@NullMarked
package dev.tradewitness.client.json;

import org.jspecify.annotations.NullMarked;
