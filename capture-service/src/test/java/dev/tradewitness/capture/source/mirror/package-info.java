/// The mirror's settings, without a service.
@NullMarked
package dev.tradewitness.capture.source.mirror;

import org.jspecify.annotations.NullMarked;
