/// Events as a client makes them: an id and the bytes that capture stores.
@NullMarked
package dev.tradewitness.client.event;

import org.jspecify.annotations.NullMarked;
