/// The HTTP doors and pages: requests become submissions and queries, receipts become the
/// protocol's answers.
@NullMarked
package dev.tradewitness.capture.source.rest;

import org.jspecify.annotations.NullMarked;
