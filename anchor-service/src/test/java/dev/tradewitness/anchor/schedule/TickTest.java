package dev.tradewitness.anchor.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.BadSqlGrammarException;

@ExtendWith(OutputCaptureExtension.class)
class TickTest {

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @Test
  void aDatabaseThatIsAwayIsAWarningOnce(CapturedOutput output) {
    runTwice(new DataAccessResourceFailureException("connection refused"));

    assertThat(output).containsOnlyOnce("fails while somebody else does not answer");
    assertThat(failures()).isEqualTo(2);
  }

  @Test
  void aStatementThatTheDatabaseRefusesIsAnErrorWithItsCause(CapturedOutput output) {
    runTwice(
        new BadSqlGrammarException("ask", "SELECT a", new SQLException("column a is ambiguous")));

    assertThat(output)
        .containsOnlyOnce("fails, is tried again")
        .contains("column a is ambiguous")
        .doesNotContain("somebody else");
    assertThat(failures()).isEqualTo(2);
  }

  private void runTwice(RuntimeException failure) {
    var tick =
        new Tick(
            "compare",
            () -> {
              throw failure;
            },
            meters);
    tick.run();
    tick.run();
  }

  private double failures() {
    return meters.counter("tradewitness.anchor.task.failures", "task", "compare").count();
  }
}
