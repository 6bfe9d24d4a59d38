package dev.tradewitness.anchor.batch;

import dev.tradewitness.anchor.batch.NewestSigned.Newest;
import dev.tradewitness.anchor.checkpoint.SignedMemory;
import dev.tradewitness.anchor.checkpoint.SignedMemory.Known;
import dev.tradewitness.anchor.checkpoint.SigningHeldException;
import dev.tradewitness.anchor.checkpoint.SigningHold;
import dev.tradewitness.anchor.checkpoint.SigningHold.Memory;
import dev.tradewitness.common.event.PolicyId;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

/// Compares what this instance knows to be signed with what is stored, as the last memory of a
/// round: a record that others have is the better evidence of a loss. Knows what the database has
/// afterwards.
final class OwnComparison {

  private static final Logger log = LoggerFactory.getLogger(OwnComparison.class);

  private final NewestSigned newest;
  private final ForgottenSignatures forgotten;
  private final SignedMemory memory;
  private final SigningHold hold;
  private final TransactionOperations transactions;

  OwnComparison(
      NewestSigned newest,
      ForgottenSignatures forgotten,
      SignedMemory memory,
      SigningHold hold,
      TransactionOperations transactions) {
    this.newest = newest;
    this.forgotten = forgotten;
    this.memory = memory;
    this.hold = hold;
    this.transactions = transactions;
  }

  /// Compares, once the other memories of the round were compared.
  ///
  /// @throws SigningHeldException when the database was replaced meanwhile
  void compare() {
    long round = hold.round();
    if (!hold.outstanding().equals(Set.of(Memory.OWN))) {
      return;
    }
    // Remembered first: what is committed since can only make the database the newer one.
    Map<PolicyId, Known> remembered = memory.all();
    Map<PolicyId, Newest> stored = new HashMap<>(inRound(round, newest::all));
    int lost = 0;
    for (Map.Entry<PolicyId, Known> entry : remembered.entrySet()) {
      PolicyId policyId = entry.getKey();
      Known known = entry.getValue();
      if (isNewest(known, stored.get(policyId))) {
        continue;
      }
      Known found = inRound(round, () -> forgotten.find(policyId, known));
      if (found.isHeadTold() || found.isBatchTold()) {
        memory.told(policyId, found);
        stored.remove(policyId);
        lost++;
      }
    }
    stored.forEach(this::remember);
    hold.compared(Memory.OWN, round);
    log.atInfo()
        .addKeyValue("logs", remembered.size())
        .addKeyValue("lost", lost)
        .log("what this instance has signed is compared");
  }

  private <T> T inRound(long round, Supplier<T> work) {
    T result =
        transactions.execute(status -> {
          hold.requireRound(round);
          return work.get();
        });
    return Objects.requireNonNull(result, "a comparison has a result");
  }

  private static boolean isNewest(Known known, @Nullable Newest newest) {
    return newest != null
        && newest.head().equals(known.stored())
        && (known.batch() == null || known.batch().equals(newest.batch()));
  }

  private void remember(PolicyId policyId, Newest found) {
    memory.stored(policyId, found.head());
    if (found.batch() != null) {
      memory.stored(policyId, found.batch());
    }
  }
}
