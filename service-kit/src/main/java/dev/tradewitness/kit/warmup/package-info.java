/// Runs a service's hot paths on synthetic input before the service reports ready, so that the code
/// is compiled when the first request comes. Nothing of it outlasts the warm-up.
@NullMarked
package dev.tradewitness.kit.warmup;

import org.jspecify.annotations.NullMarked;
