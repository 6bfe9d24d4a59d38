/// What is made of the events that were found.
@NullMarked
package dev.tradewitness.capture.search;

import org.jspecify.annotations.NullMarked;
