/// What needs attention and is no stream's: parts of the service tell it, `/health` shows it.
@NullMarked
package dev.tradewitness.anchor.vitals;

import org.jspecify.annotations.NullMarked;
