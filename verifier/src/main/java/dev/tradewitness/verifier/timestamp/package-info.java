/// RFC 3161 time-stamp responses of unknown origin.
@NullMarked
package dev.tradewitness.verifier.timestamp;

import org.jspecify.annotations.NullMarked;
