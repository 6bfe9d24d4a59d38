/// Real PostgreSQL and Kafka for integration tests; whether they are processes or containers is
/// nobody else's business.
@NullMarked
package dev.tradewitness.testservers;

import org.jspecify.annotations.NullMarked;
