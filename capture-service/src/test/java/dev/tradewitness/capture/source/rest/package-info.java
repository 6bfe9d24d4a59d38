/// What the doors of HTTP understand, without a server.
@NullMarked
package dev.tradewitness.capture.source.rest;

import org.jspecify.annotations.NullMarked;
