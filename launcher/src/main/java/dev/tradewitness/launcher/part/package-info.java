/// One type per thing that runs: how it starts, answers, stops and is killed. Nothing here knows of
/// the other parts.
@NullMarked
package dev.tradewitness.launcher.part;

import org.jspecify.annotations.NullMarked;
