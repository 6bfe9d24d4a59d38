package dev.tradewitness.launcher.command;

import dev.tradewitness.launcher.officer.AuthorizeApi;
import dev.tradewitness.launcher.officer.Changes;
import dev.tradewitness.launcher.officer.Outcome;
import dev.tradewitness.launcher.officer.Policies;
import dev.tradewitness.launcher.stack.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Takes a policy from its author's file to the one in force, and back.
final class PolicyCommand implements Command {

  @Override
  public String usage() {
    return "[list | show VERSION | upload FILE | validate FILE|VERSION | shadow start|stop VERSION"
        + " | report VERSION | activate VERSION | approve VERSION | reject VERSION | rollback VERSION]"
        + " [--as NAME] [--reason TEXT] [--last N]"
        + OfficerArguments.WHERE
        + "  policies; exits 3 when a change waits for a second person, 4 when it is refused";
  }

  @Override
  public Set<String> options() {
    return OfficerArguments.OPTIONS;
  }

  /// What is to be done once everything on the command line is understood.
  private interface Work {
    Outcome with(AuthorizeApi api, Policies policies) throws IOException, StackException;
  }

  @Override
  public int run(Arguments arguments) throws IOException, UsageException, StackException {
    var officer = new OfficerArguments(arguments);
    List<String> words = arguments.words();
    Work work = work(officer, words.isEmpty() ? "list" : words.getFirst());
    try (AuthorizeApi api = officer.api()) {
      return work.with(api, new Policies(api, officer.printout())).exit();
    }
  }

  private static Work work(OfficerArguments officer, String action) throws UsageException {
    return switch (action) {
      case "list" -> {
        officer.rest(0, "no more than list");
        int last = officer.last();
        yield (_, policies) -> policies.list(last);
      }
      case "show" -> {
        String version = version(officer);
        yield (_, policies) -> policies.show(version);
      }
      case "upload" -> {
        Path file = Path.of(officer.rest(1, "one file").getFirst());
        var by = officer.by();
        yield (_, policies) -> policies.upload(file, by);
      }
      case "validate" -> validate(officer);
      case "shadow" -> shadow(officer);
      case "report" -> {
        String version = version(officer);
        yield (_, policies) -> policies.report(version);
      }
      case "activate" -> {
        String version = version(officer);
        var by = officer.by();
        yield (_, policies) -> policies.activate(version, by);
      }
      case "approve" -> {
        List<String> change = change(officer);
        var by = officer.byWithoutReason();
        yield (api, _) -> new Changes(api, officer.printout()).approve(change, by);
      }
      case "reject" -> {
        List<String> change = change(officer);
        var by = officer.byWithoutReason();
        yield (api, _) -> new Changes(api, officer.printout()).reject(change, by);
      }
      case "rollback" -> {
        String version = version(officer);
        var by = officer.by();
        yield (_, policies) -> policies.rollBack(version, by);
      }
      default ->
          throw new UsageException(
              "no action "
                  + action
                  + "; there are list, show, upload, validate, shadow, report, activate, approve,"
                  + " reject, rollback");
    };
  }

  private static String version(OfficerArguments officer) throws UsageException {
    return officer.rest(1, "one version").getFirst();
  }

  /// A version that waits, or the id of its change.
  private static List<String> change(OfficerArguments officer) throws UsageException {
    return Changes.policy(version(officer));
  }

  private static Work validate(OfficerArguments officer) throws UsageException {
    String word = officer.rest(1, "a file or a version").getFirst();
    return isFile(word)
        ? (_, policies) -> policies.validate(Path.of(word))
        : (_, policies) -> policies.validate(word);
  }

  /// A version has no slash, and a file of that name is meant.
  private static boolean isFile(String word) {
    return word.indexOf('/') >= 0 || word.endsWith(".json") || Files.exists(Path.of(word));
  }

  private static Work shadow(OfficerArguments officer) throws UsageException {
    List<String> words = officer.rest(2, "start or stop, and one version");
    String action = words.getFirst().toUpperCase(Locale.ROOT);
    if (!action.equals("START") && !action.equals("STOP")) {
      throw new UsageException("say shadow start VERSION or shadow stop VERSION");
    }
    var by = officer.byWithoutReason();
    return (_, policies) -> policies.shadow(words.getLast(), action, by);
  }
}
