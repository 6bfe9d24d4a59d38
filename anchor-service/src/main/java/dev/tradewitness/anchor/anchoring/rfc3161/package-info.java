/// Time-stamps by RFC 3161: the request, and every check of the token before it counts.
@NullMarked
package dev.tradewitness.anchor.anchoring.rfc3161;

import org.jspecify.annotations.NullMarked;
