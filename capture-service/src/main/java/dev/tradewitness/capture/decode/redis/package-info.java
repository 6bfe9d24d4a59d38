/// Entries of Redis streams become VCP events: as the generic integration guide has it, or as
/// messages of a tapped topic do. None is dropped: what its mapping does not take is kept whole.
@NullMarked
package dev.tradewitness.capture.decode.redis;

import org.jspecify.annotations.NullMarked;
