/// State, input offsets and metrics in one PostgreSQL transaction; the only place that knows the
/// database.
@NullMarked
package dev.tradewitness.vpin.state;

import org.jspecify.annotations.NullMarked;
