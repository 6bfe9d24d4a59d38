/// `POST /capture`: what a proxy mirrors.
@NullMarked
package dev.tradewitness.capture.source.mirror;

import org.jspecify.annotations.NullMarked;
