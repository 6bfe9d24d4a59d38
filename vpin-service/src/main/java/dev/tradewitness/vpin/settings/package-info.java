/// The parameters that pairs are computed with, as configured.
@NullMarked
package dev.tradewitness.vpin.settings;

import org.jspecify.annotations.NullMarked;
