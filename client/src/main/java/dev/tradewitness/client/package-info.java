/// What a trading system calls: events to log, orders to authorize. Calls never harm its threads.
@NullMarked
package dev.tradewitness.client;

import org.jspecify.annotations.NullMarked;
