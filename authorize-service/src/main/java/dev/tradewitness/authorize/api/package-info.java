/// The HTTP door.
@NullMarked
package dev.tradewitness.authorize.api;

import org.jspecify.annotations.NullMarked;
