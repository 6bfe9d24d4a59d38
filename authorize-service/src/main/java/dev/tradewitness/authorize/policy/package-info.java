/// Policy versions and the rules they hold, evaluated on exact decimals.
@NullMarked
package dev.tradewitness.authorize.policy;

import org.jspecify.annotations.NullMarked;
