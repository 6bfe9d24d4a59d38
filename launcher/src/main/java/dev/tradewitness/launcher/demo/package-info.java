/// The guided tour through a running stack: trades, orders and executions in; metrics, decisions
/// and a verified proof out.
@NullMarked
package dev.tradewitness.launcher.demo;

import org.jspecify.annotations.NullMarked;
