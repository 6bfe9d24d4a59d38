/// Sends committed events to `vcp.events`, in order within each stream. Sending again is normal and
/// harmless.
@NullMarked
package dev.tradewitness.capture.relay;

import org.jspecify.annotations.NullMarked;
