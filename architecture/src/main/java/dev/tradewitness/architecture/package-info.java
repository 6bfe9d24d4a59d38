/// The rules of structure that hold in every module.
@NullMarked
package dev.tradewitness.architecture;

import org.jspecify.annotations.NullMarked;
