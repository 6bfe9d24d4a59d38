/// What people set: limits, trading states, instruments, policies.
@NullMarked
package dev.tradewitness.authorize.admin;

import org.jspecify.annotations.NullMarked;
