/// What a bundle says, as values: read strictly, believed nowhere.
@NullMarked
package dev.tradewitness.verifier.evidence;

import org.jspecify.annotations.NullMarked;
