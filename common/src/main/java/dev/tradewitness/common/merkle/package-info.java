/// RFC 6962 trees from the checker's side: hashes, proofs, signed notes and checkpoints (C2SP).
@NullMarked
package dev.tradewitness.common.merkle;

import org.jspecify.annotations.NullMarked;
