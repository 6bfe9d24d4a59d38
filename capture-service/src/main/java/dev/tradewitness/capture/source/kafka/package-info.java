/// The Kafka doors: tapped topics become submissions, batch records become what reads show.
@NullMarked
package dev.tradewitness.capture.source.kafka;

import org.jspecify.annotations.NullMarked;
