/// The stack under test from outside: parts, addresses, HTTP, topics, programs.
@NullMarked
package dev.tradewitness.system.stack;

import org.jspecify.annotations.NullMarked;
