/// What the anchor-service has said about batches, so that an event can be shown with its batch.
@NullMarked
package dev.tradewitness.capture.anchored;

import org.jspecify.annotations.NullMarked;
