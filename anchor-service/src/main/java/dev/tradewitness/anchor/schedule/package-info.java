/// Work that comes round: each task by name, its failures told once and counted.
@NullMarked
package dev.tradewitness.anchor.schedule;

import org.jspecify.annotations.NullMarked;
