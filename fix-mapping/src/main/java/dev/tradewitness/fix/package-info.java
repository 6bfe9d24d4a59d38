/// FIX messages become VCP events: tags are mapped, amounts keep their exact text, the message
/// itself is kept whole.
@NullMarked
package dev.tradewitness.fix;

import org.jspecify.annotations.NullMarked;
