/// HTTP: latest readings, history, health. Reads what is committed and changes nothing.
@NullMarked
package dev.tradewitness.vpin.api;

import org.jspecify.annotations.NullMarked;
