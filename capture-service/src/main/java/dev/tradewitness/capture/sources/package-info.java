/// The file that says which sources are tapped, how their messages become events, and under which
/// policy each is recorded: read as a whole, watched, applied at once or not at all.
@NullMarked
package dev.tradewitness.capture.sources;

import org.jspecify.annotations.NullMarked;
