/// Events on the local disk while capture is away.
@NullMarked
package dev.tradewitness.client.spool;

import org.jspecify.annotations.NullMarked;
