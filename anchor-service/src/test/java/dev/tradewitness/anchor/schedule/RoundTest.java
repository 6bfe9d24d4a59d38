package dev.tradewitness.anchor.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.CannotCreateTransactionException;

class RoundTest {

  private final List<Integer> done = new ArrayList<>();

  private void round(Map<Integer, RuntimeException> failures) {
    Round.each(
        List.of(1, 2, 3, 4),
        n -> {
          RuntimeException failure = failures.get(n);
          if (failure != null) {
            throw failure;
          }
          done.add(n);
        });
  }

  @Test
  void oneThatFailsKeepsNoOtherWaitingAndIsTold() {
    var first = new IllegalStateException("bad log");
    var second = new DataIntegrityViolationException("bad row");
    assertThatThrownBy(() -> round(Map.of(1, first, 3, second)))
        .isSameAs(first)
        .hasSuppressedException(second);
    assertThat(done).containsExactly(2, 4);
  }

  @Test
  void theRoundEndsWhenSomebodyWhomAllNeedIsAway() {
    Stream.of(
            new AwayException("capture", new IllegalStateException()) {},
            new CannotCreateTransactionException("database"),
            new DataAccessResourceFailureException("database"))
        .forEach(away -> {
          done.clear();
          assertThatThrownBy(() -> round(Map.of(2, away))).isSameAs(away);
          assertThat(done).containsExactly(1);
        });
  }
}
