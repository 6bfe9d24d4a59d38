/// Decision tokens: claims, signature, keys, verification.
@NullMarked
package dev.tradewitness.authorize.token;

import org.jspecify.annotations.NullMarked;
