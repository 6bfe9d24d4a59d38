/// How many lines a second capture-service's LDJSON door makes durable.
@NullMarked
package dev.tradewitness.benchmarks.ldjson;

import org.jspecify.annotations.NullMarked;
