/// The outcome for people and for programs.
@NullMarked
package dev.tradewitness.verifier.report;

import org.jspecify.annotations.NullMarked;
