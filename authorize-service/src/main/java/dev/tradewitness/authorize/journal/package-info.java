/// The durable record: group commit, lease, snapshot, replay. The only writer of the hot tables.
@NullMarked
package dev.tradewitness.authorize.journal;

import org.jspecify.annotations.NullMarked;
