/// One class per named check of docs/evidence-bundle.md; nothing here reads files or writes output.
@NullMarked
package dev.tradewitness.verifier.check;

import org.jspecify.annotations.NullMarked;
