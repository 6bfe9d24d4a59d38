package dev.tradewitness.launcher.command;

import dev.tradewitness.launcher.officer.AuthorizeApi;
import dev.tradewitness.launcher.officer.Changes;
import dev.tradewitness.launcher.officer.Changes.LimitOf;
import dev.tradewitness.launcher.officer.Outcome;
import dev.tradewitness.launcher.stack.StackException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Shows and changes limits and desks, and settles what waits for a second person.
final class LimitsCommand implements Command {

  private static final String SYMBOL = "--symbol";

  @Override
  public String usage() {
    return "[list [SCOPE [NAME]] | set SCOPE NAME CONTROL AMOUNT | clear SCOPE NAME CONTROL | desks [DESK]"
        + " | assign ACCOUNT DESK | unassign ACCOUNT | waiting"
        + " | approve CHANGE | reject CHANGE | history [CHANGE]] [--symbol SYMBOL] [--as NAME] [--reason TEXT] [--last N]"
        + OfficerArguments.WHERE
        + "  limits; exits 3 when a change waits for a second person, 4 when it is refused";
  }

  @Override
  public Set<String> options() {
    var options = new HashSet<>(OfficerArguments.OPTIONS);
    options.add(SYMBOL);
    return options;
  }

  @Override
  public int run(Arguments arguments) throws IOException, UsageException, StackException {
    var officer = new OfficerArguments(arguments);
    List<String> words = arguments.words();
    String action = words.isEmpty() ? "list" : words.getFirst();
    String symbol = arguments.option(SYMBOL).orElse(null);
    if (symbol != null && !action.equals("set") && !action.equals("clear")) {
      throw new UsageException(SYMBOL + " belongs to set and clear");
    }
    Work work =
        switch (action) {
          case "list" -> list(officer);
          case "set" -> set(officer, symbol);
          case "clear" -> clear(officer, symbol);
          case "desks" -> desks(officer);
          case "assign" -> assign(officer);
          case "unassign" -> unassign(officer);
          case "waiting" -> {
            officer.rest(0, "no more than waiting");
            yield Changes::waiting;
          }
          case "approve" -> {
            List<String> change = change(officer);
            var by = officer.byWithoutReason();
            yield changes -> changes.approve(change, by);
          }
          case "reject" -> {
            List<String> change = change(officer);
            var by = officer.byWithoutReason();
            yield changes -> changes.reject(change, by);
          }
          case "history" -> history(officer);
          default ->
              throw new UsageException(
                  "no action "
                      + action
                      + "; there are list, set, clear, desks, assign, unassign, waiting, approve,"
                      + " reject, history");
        };
    try (AuthorizeApi api = officer.api()) {
      return work.with(new Changes(api, officer.printout())).exit();
    }
  }

  /// What is to be done once everything on the command line is understood.
  private interface Work {
    Outcome with(Changes changes) throws StackException;
  }

  private static Work list(OfficerArguments officer) throws UsageException {
    List<String> only = officer.rest();
    if (only.size() > 2) {
      throw new UsageException("say list, list SCOPE or list SCOPE NAME");
    }
    return changes -> changes.limits(only);
  }

  private static Work set(OfficerArguments officer, @Nullable String symbol) throws UsageException {
    List<String> words = named(officer, 4, "a scope, its name, a control and an amount");
    LimitOf of = limit(words, symbol);
    var by = officer.by();
    return changes -> changes.setLimit(of, words.getLast(), by);
  }

  private static Work clear(OfficerArguments officer, @Nullable String symbol)
      throws UsageException {
    LimitOf of = limit(named(officer, 3, "a scope, its name and a control"), symbol);
    var by = officer.by();
    return changes -> changes.setLimit(of, null, by);
  }

  /// The firm needs no name.
  private static List<String> named(OfficerArguments officer, int number, String what)
      throws UsageException {
    List<String> words = officer.rest();
    if (words.size() == number - 1 && words.getFirst().equalsIgnoreCase("firm")) {
      var all = new ArrayList<>(words);
      all.add(1, OfficerArguments.ALL);
      return all;
    }
    return officer.rest(number, what);
  }

  private static Work desks(OfficerArguments officer) throws UsageException {
    if (officer.rest().isEmpty()) {
      return Changes::desks;
    }
    String desk = officer.rest(1, "one desk or none").getFirst();
    return changes -> changes.desk(desk);
  }

  private static Work assign(OfficerArguments officer) throws UsageException {
    List<String> words = officer.rest(2, "an account and its desk");
    var by = officer.by();
    return changes -> changes.assign(words.getFirst(), words.getLast(), by);
  }

  private static Work unassign(OfficerArguments officer) throws UsageException {
    String account = officer.rest(1, "an account").getFirst();
    var by = officer.by();
    return changes -> changes.assign(account, null, by);
  }

  private static LimitOf limit(List<String> words, @Nullable String symbol) {
    return new LimitOf(words.getFirst(), words.get(1), symbol, words.get(2));
  }

  private static List<String> change(OfficerArguments officer) throws UsageException {
    List<String> words = officer.rest();
    if (words.isEmpty()) {
      throw new UsageException(
          "name a change by its id, or by what it says: account NAME CONTROL AMOUNT, firm trading"
              + " ACTIVE");
    }
    return words;
  }

  private static Work history(OfficerArguments officer) throws UsageException {
    if (officer.rest().isEmpty()) {
      int last = officer.last();
      return changes -> changes.history(last);
    }
    String change = officer.rest(1, "one change").getFirst();
    return changes -> changes.steps(change);
  }
}
