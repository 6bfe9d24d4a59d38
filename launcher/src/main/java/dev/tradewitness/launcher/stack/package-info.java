/// The parts together: which there are, their order, ports, keys and folders, and how they stand.
@NullMarked
package dev.tradewitness.launcher.stack;

import org.jspecify.annotations.NullMarked;
