/// The account partitions: one command at a time, decided and applied to one state.
@NullMarked
package dev.tradewitness.authorize.lane;

import org.jspecify.annotations.NullMarked;
