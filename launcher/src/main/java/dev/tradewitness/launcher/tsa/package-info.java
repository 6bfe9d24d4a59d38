/// A time-stamp authority of one's own (RFC 3161), for machines without a way to a public one. What
/// it stamps shows that data has not changed since; it does not show the time to anybody who does
/// not trust this machine.
@NullMarked
package dev.tradewitness.launcher.tsa;

import org.jspecify.annotations.NullMarked;
