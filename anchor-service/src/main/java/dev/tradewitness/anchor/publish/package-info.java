/// The Kafka edge: batch records to vcp.anchors, in order.
@NullMarked
package dev.tradewitness.anchor.publish;

import org.jspecify.annotations.NullMarked;
