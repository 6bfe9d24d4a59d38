/// What the doors for events over HTTP share: bodies within bounds, and the answers.
@NullMarked
package dev.tradewitness.capture.web;

import org.jspecify.annotations.NullMarked;
