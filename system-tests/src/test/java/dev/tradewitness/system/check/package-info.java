/// What must hold after a drill, one class per statement; each adds its counts to the drill's
/// table.
@NullMarked
package dev.tradewitness.system.check;

import org.jspecify.annotations.NullMarked;
