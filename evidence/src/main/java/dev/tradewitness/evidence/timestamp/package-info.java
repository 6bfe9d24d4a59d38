/// RFC 3161 time-stamp responses of unknown origin: one check for the service that keeps a response
/// and the verifier that judges it, so that what the one confirms the other accepts.
@NullMarked
package dev.tradewitness.evidence.timestamp;

import org.jspecify.annotations.NullMarked;
