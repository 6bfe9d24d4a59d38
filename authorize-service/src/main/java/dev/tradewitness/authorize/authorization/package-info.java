/// The lanes: one order at a time per account, decided in memory, answered after the commit.
@NullMarked
package dev.tradewitness.authorize.authorization;

import org.jspecify.annotations.NullMarked;
