@NullMarked
package dev.tradewitness.authorize.journal;

import org.jspecify.annotations.NullMarked;
