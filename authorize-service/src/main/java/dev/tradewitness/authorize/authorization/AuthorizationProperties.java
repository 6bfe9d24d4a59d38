package dev.tradewitness.authorize.authorization;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param reservationLife how long an order holds its reservation when nothing ends it
/// @param answerDeadline how long a caller waits for the commit; beyond it the answer is 503 and
///   the order may still count, which the same request sent again finds out
/// @param openOrdersMax open orders in all; beyond it the answer is 503 `ORDERS_FULL`
/// @param ordersRememberedMax orders of which a repetition is recognized; beyond it the answer is
///   503 `ORDERS_FULL`
/// @param executionsPerOrderMax executions counted for one order; beyond it a fill is refused as
///   `TOO_MANY_EXECUTIONS`, because every one is kept to recognize a repetition
/// @param recentOrders decisions per lane kept in memory to answer repetitions without reading
/// @param sweepInterval how often reservations whose time ran out are looked for
@ConfigurationProperties(prefix = "tradewitness.authorize.orders", ignoreUnknownFields = false)
public record AuthorizationProperties(
    @DefaultValue("24h") Duration reservationLife,
    @DefaultValue("2s") Duration answerDeadline,
    @DefaultValue("1000000") int openOrdersMax,
    @DefaultValue("10000000") int ordersRememberedMax,
    @DefaultValue("10000") int executionsPerOrderMax,
    @DefaultValue("2048") int recentOrders,
    @DefaultValue("1s") Duration sweepInterval) {}
