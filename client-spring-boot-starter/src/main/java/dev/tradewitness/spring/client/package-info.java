/// The client as a bean: its settings, its listener, its end.
@NullMarked
package dev.tradewitness.spring.client;

import org.jspecify.annotations.NullMarked;
