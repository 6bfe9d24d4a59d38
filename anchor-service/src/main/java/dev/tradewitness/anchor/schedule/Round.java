package dev.tradewitness.anchor.schedule;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.transaction.TransactionException;

/// The same work for one after another, in which a failure of one keeps no other waiting.
public final class Round {

  private Round() {}

  /// Does the work for all, then throws the first failure with the others suppressed in it. When
  /// somebody whom all need does not answer, the round ends at once.
  public static <T> void each(Iterable<T> all, Consumer<? super T> work) {
    @Nullable RuntimeException first = null;
    for (T one : all) {
      try {
        work.accept(one);
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else if (!first.equals(e)) {
          first.addSuppressed(e);
        }
        if (isAway(e)) {
          break;
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private static boolean isAway(RuntimeException e) {
    return e instanceof AwayException
        || e instanceof TransactionException
        || e instanceof NonTransientDataAccessResourceException
        || e instanceof TransientDataAccessResourceException
        || e instanceof RecoverableDataAccessException;
  }
}
