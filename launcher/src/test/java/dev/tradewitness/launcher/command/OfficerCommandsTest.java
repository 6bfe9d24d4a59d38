package dev.tradewitness.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.launcher.part.ReservedPorts;
import dev.tradewitness.launcher.stack.StackException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a risk officer's commands take, before anything is asked of a service.
class OfficerCommandsTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "limits | frobnicate | no action frobnicate",
        "limits | set account acme MAX_ORDER_QTY --as a --reason r | and an amount",
        "limits | set account acme MAX_ORDER_QTY 1 --reason r | --as NAME is required",
        "limits | set account acme MAX_ORDER_QTY 1 --as a | --reason TEXT is required",
        "limits | clear account acme --as a --reason r | and a control",
        "limits | approve --as a | name a change",
        "limits | approve x --symbol AAPL --as a | --symbol belongs to set and clear",
        "limits | approve x | --as NAME is required",
        "limits | history --last x | --last needs a number",
        "limits | list a b c | say list",
        "limits | set firm GROSS_EXPOSURE --as a --reason r | and an amount",
        "limits | set firm GROSS_EXPOSURE 1 --as a | --reason TEXT is required",
        "limits | assign acme --as a --reason r | an account and its desk",
        "limits | unassign --as a --reason r | name an account",
        "limits | desks a b | one desk or none",
        "halt | desk --as a --reason r | say halt firm, halt desk NAME",
        "limits | waiting now | no more than waiting",
        "halt | --as a --reason r | say halt firm",
        "halt | acme --as a --reason r | say halt firm",
        "halt | firm --as a | --reason TEXT is required",
        "resume | firm all --as a --reason r | say resume firm",
        "resume | account --as a --reason r | say resume firm",
        "resume | firm --reduce-only --as a --reason r | unknown option --reduce-only",
        "policy | frobnicate | no action frobnicate",
        "policy | upload --as a --reason r | name one file",
        "policy | upload p.json --as a | --reason TEXT is required",
        "policy | shadow go desk-2 --as a | say shadow start",
        "policy | shadow start --as a | name start or stop",
        "policy | activate --as a --reason r | name one version",
        "policy | rollback desk-2 --as a | --reason TEXT is required",
        "policy | approve desk-2 | --as NAME is required",
      })
  void whatIsMissingIsNamed(String name, String line, String message) {
    assertThatThrownBy(() -> run(name, List.of(line.trim().split(" "))))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aServiceThatDoesNotAnswerIsNamedWithItsAddress() {
    int nobody = ReservedPorts.shift(List.of(8083)) + 8083;
    assertThatThrownBy(() -> run("limits", List.of("list", "--url", "http://127.0.0.1:" + nobody)))
        .isInstanceOf(StackException.class)
        .hasMessageContaining("http://127.0.0.1:" + nobody + " does not answer")
        .hasMessageContaining("is the stack up");
  }

  @Test
  void aServiceIsFoundByItsDataFolderAndByItsPortBase() throws Exception {
    assertThat(url("--data", folder.toString())).isEqualTo("http://127.0.0.1:8083");
    Path run = Files.createDirectories(folder.resolve("run"));
    Files.writeString(run.resolve("stack.properties"), "port-base=100\nparts=authorize\n");
    assertThat(url("--data", folder.toString())).isEqualTo("http://127.0.0.1:8183");
    assertThat(url("--data", folder.toString(), "--port-base", "7"))
        .isEqualTo("http://127.0.0.1:8090");
    assertThat(url("--url", "https://risk.example")).isEqualTo("https://risk.example");
  }

  private static String url(String... line) throws Exception {
    return ServiceUrl.of(Arguments.parse(List.of(line), OfficerArguments.OPTIONS), "authorize");
  }

  private static int run(String name, List<String> line) throws Exception {
    Command command =
        switch (name) {
          case "limits" -> new LimitsCommand();
          case "halt" -> TradingCommand.halt();
          case "resume" -> TradingCommand.resume();
          default -> new PolicyCommand();
        };
    return command.run(Arguments.parse(line, command.options()));
  }
}
