package dev.tradewitness.launcher.command;

import dev.tradewitness.launcher.officer.AuthorizeApi;
import dev.tradewitness.launcher.officer.Changes;
import dev.tradewitness.launcher.stack.StackException;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;

/// Halts trading of the firm, a desk, an account or a symbol, or resumes it.
final class TradingCommand implements Command {

  static final String REDUCE_ONLY = "--reduce-only";

  private final boolean halt;

  private TradingCommand(boolean halt) {
    this.halt = halt;
  }

  static TradingCommand halt() {
    return new TradingCommand(true);
  }

  static TradingCommand resume() {
    return new TradingCommand(false);
  }

  @Override
  public String usage() {
    return "firm | desk NAME | account NAME | symbol NAME%s --as NAME --reason TEXT%s  %s"
        .formatted(
            halt ? " [" + REDUCE_ONLY + "]" : "",
            OfficerArguments.WHERE,
            halt
                ? "stops orders at once; with " + REDUCE_ONLY + " all but those that reduce"
                : "asks for trading again; exits 3 while that waits for a second person");
  }

  @Override
  public Set<String> options() {
    var options = new LinkedHashSet<>(OfficerArguments.OPTIONS);
    options.remove("--last");
    if (halt) {
      options.add(REDUCE_ONLY);
    }
    return options;
  }

  @Override
  public int run(Arguments arguments) throws IOException, UsageException, StackException {
    var officer = new OfficerArguments(arguments);
    var of = OfficerArguments.scoped(arguments.words(), halt ? "halt" : "resume");
    var by = officer.by();
    String state = !halt ? "ACTIVE" : arguments.has(REDUCE_ONLY) ? "REDUCE_ONLY" : "HALTED";
    try (AuthorizeApi api = officer.api()) {
      return new Changes(api, officer.printout())
          .setTrading(of.scope(), of.subject(), state, by)
          .exit();
    }
  }
}
