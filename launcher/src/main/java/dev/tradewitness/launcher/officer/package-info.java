/// What a risk officer does by commands: limits, trading states and policies, over the HTTP API of
/// authorize-service.
@NullMarked
package dev.tradewitness.launcher.officer;

import org.jspecify.annotations.NullMarked;
