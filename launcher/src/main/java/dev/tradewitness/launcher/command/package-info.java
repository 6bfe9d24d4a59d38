/// What `./tradewitness` can be told: one class per command, options read in one place.
@NullMarked
package dev.tradewitness.launcher.command;

import org.jspecify.annotations.NullMarked;
