/// VCP's unit of anchoring: when a batch closes, its record, and the chain of records.
@NullMarked
package dev.tradewitness.anchor.batch;

import org.jspecify.annotations.NullMarked;
