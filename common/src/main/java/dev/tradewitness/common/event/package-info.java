/// The VCP event: its identity, its types and which of its bytes are hashed.
@NullMarked
package dev.tradewitness.common.event;

import org.jspecify.annotations.NullMarked;
