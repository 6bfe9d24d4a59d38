/// One RFC 6962 log per stream: gives each leaf its place, once and for ever, and proves it.
/// Nothing here knows about Kafka or HTTP.
@NullMarked
package dev.tradewitness.anchor.log;

import org.jspecify.annotations.NullMarked;
