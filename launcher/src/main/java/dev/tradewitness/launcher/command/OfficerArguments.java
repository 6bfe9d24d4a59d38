package dev.tradewitness.launcher.command;

import dev.tradewitness.launcher.officer.AuthorizeApi;
import dev.tradewitness.launcher.officer.Changes.By;
import dev.tradewitness.launcher.officer.Printout;
import dev.tradewitness.launcher.stack.StackPorts;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What the commands of a risk officer have in common: who asks, why, where, and how the answer is
/// printed.
final class OfficerArguments {

  static final String JSON = "--json";
  static final Set<String> OPTIONS =
      Set.of("--as", "--reason", "--last", "--url", "--data", "--port-base", JSON);
  static final String WHERE = " [--json] [--data DIR | --port-base N | --url URL]";

  /// The firm's name.
  static final String ALL = "all";

  private static final int LAST_DEFAULT = 20;

  private final Arguments arguments;

  OfficerArguments(Arguments arguments) {
    this.arguments = arguments;
  }

  /// The words behind the action.
  List<String> rest() {
    List<String> words = arguments.words();
    return words.isEmpty() ? List.of() : words.subList(1, words.size());
  }

  /// The words behind the action, as many as there have to be.
  ///
  /// @param what says which
  List<String> rest(int number, String what) throws UsageException {
    if (rest().size() != number) {
      throw new UsageException("name " + what);
    }
    return rest();
  }

  /// Whoever asks for a change says why.
  By by() throws UsageException {
    return new By(
        name(),
        arguments
            .option("--reason")
            .orElseThrow(() -> new UsageException("--reason TEXT is required")));
  }

  /// Whoever settles what another one asked for may say why.
  By byWithoutReason() throws UsageException {
    return new By(name(), arguments.option("--reason").orElse(null));
  }

  private String name() throws UsageException {
    return arguments.option("--as").orElseThrow(() -> new UsageException("--as NAME is required"));
  }

  int last() throws UsageException {
    return arguments.number("--last", LAST_DEFAULT);
  }

  /// @param words a scope and its subject; `firm` has none
  static Scoped scoped(List<String> words, String command) throws UsageException {
    String scope = words.isEmpty() ? "" : words.getFirst().toLowerCase(Locale.ROOT);
    if (scope.equals("firm") && words.size() == 1) {
      return new Scoped(scope, ALL);
    }
    if (Set.of("desk", "account", "symbol").contains(scope) && words.size() == 2) {
      return new Scoped(scope, words.getLast());
    }
    throw new UsageException(
        "say %s firm, %s desk NAME, %s account NAME or %s symbol NAME"
            .formatted(command, command, command, command));
  }

  record Scoped(String scope, String subject) {}

  AuthorizeApi api() throws IOException, UsageException {
    return new AuthorizeApi(ServiceUrl.of(arguments, StackPorts.AUTHORIZE));
  }

  Printout printout() {
    return new Printout(System.out, System.err, arguments.has(JSON));
  }
}
