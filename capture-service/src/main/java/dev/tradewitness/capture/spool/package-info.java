/// Keeps events in a local file while the database is away, and takes them to their place when it
/// is back.
@NullMarked
package dev.tradewitness.capture.spool;

import org.jspecify.annotations.NullMarked;
