package dev.tradewitness.orderdesk;

import java.util.UUID;

/// An order on its way through the desk.
///
/// @param trace joins the order's events
record Ticket(UUID trace, NewOrder order) {}
