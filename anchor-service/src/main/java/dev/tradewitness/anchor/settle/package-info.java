/// What people decide about stopped logs, and the journal of it that is kept for ever.
@NullMarked
package dev.tradewitness.anchor.settle;

import org.jspecify.annotations.NullMarked;
