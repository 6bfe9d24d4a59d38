/// The load generator: HTTP/1.1 over non-blocking sockets, closed loop and open loop.
@NullMarked
package dev.tradewitness.benchmarks.load;

import org.jspecify.annotations.NullMarked;
