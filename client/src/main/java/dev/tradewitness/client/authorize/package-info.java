/// Orders, the answers of authorize-service, and the offline check of its tokens.
@NullMarked
package dev.tradewitness.client.authorize;

import org.jspecify.annotations.NullMarked;
