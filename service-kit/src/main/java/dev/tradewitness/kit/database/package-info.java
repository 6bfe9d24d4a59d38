/// What services share of their use of the database.
@NullMarked
package dev.tradewitness.kit.database;

import org.jspecify.annotations.NullMarked;
