/// The service as a whole, on real PostgreSQL and Kafka.
@NullMarked
package dev.tradewitness.authorize;

import org.jspecify.annotations.NullMarked;
