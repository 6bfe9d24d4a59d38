/// How the service is, in one look.
@NullMarked
package dev.tradewitness.capture.health;

import org.jspecify.annotations.NullMarked;
