/// An order's life as callers see it: its decision, the execution reports about it, what accounts
/// have. Answers are durable.
@NullMarked
package dev.tradewitness.authorize.lifecycle;

import org.jspecify.annotations.NullMarked;
