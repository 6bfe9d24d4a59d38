/// What the answers must be, worked out here without any code of the product.
@NullMarked
package dev.tradewitness.system.reference;

import org.jspecify.annotations.NullMarked;
