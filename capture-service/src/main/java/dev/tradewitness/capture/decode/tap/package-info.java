/// Messages of other systems become VCP events: names are mapped, amounts keep their exact text,
/// nothing is dropped.
@NullMarked
package dev.tradewitness.capture.decode.tap;

import org.jspecify.annotations.NullMarked;
