/// What each account has open and holds: one book per lane, changed by pure transitions.
@NullMarked
package dev.tradewitness.authorize.exposure;

import org.jspecify.annotations.NullMarked;
