/// JMH benchmarks of the cores that every service uses.
@NullMarked
package dev.tradewitness.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
