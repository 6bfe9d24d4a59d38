@NullMarked
package dev.tradewitness.capture.spool;

import org.jspecify.annotations.NullMarked;
