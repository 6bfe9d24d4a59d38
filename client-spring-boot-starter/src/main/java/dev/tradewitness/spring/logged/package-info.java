/// Calls of methods as events: [dev.tradewitness.spring.logged.VcpLogged].
@NullMarked
package dev.tradewitness.spring.logged;

import org.jspecify.annotations.NullMarked;
