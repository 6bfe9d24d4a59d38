package dev.tradewitness.orderdesk;

import java.math.BigDecimal;

/// What an order became.
record Execution(String orderId, BigDecimal price, BigDecimal quantity) {}
