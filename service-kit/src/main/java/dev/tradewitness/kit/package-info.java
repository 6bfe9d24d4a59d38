/// What every service does the same way at its edges; wired by auto-configuration.
@NullMarked
package dev.tradewitness.kit;

import org.jspecify.annotations.NullMarked;
