/// The typed controls as pure functions over one immutable book of limits and states.
@NullMarked
package dev.tradewitness.authorize.control;

import org.jspecify.annotations.NullMarked;
