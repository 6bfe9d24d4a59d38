package dev.tradewitness.launcher.command;

import dev.tradewitness.launcher.part.PartFailedException;
import dev.tradewitness.launcher.stack.StackException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// All commands by name.
public final class Commands {
  private static final int FAILED = 1;
  private static final int NOT_UNDERSTOOD = 2;

  private Commands() {}

  private static Map<String, Command> all() {
    var commands = new LinkedHashMap<String, Command>();
    commands.put("up", new UpCommand());
    commands.put("status", new StatusCommand());
    commands.put("down", new DownCommand());
    commands.put("kill", new KillCommand());
    commands.put("start", new StartCommand());
    commands.put("demo", new DemoCommand());
    commands.put("limits", new LimitsCommand());
    commands.put("halt", TradingCommand.halt());
    commands.put("resume", TradingCommand.resume());
    commands.put("policy", new PolicyCommand());
    commands.put("anchor", new AnchorCommand());
    commands.put("config", new ConfigCommand());
    commands.put("topics", new TopicsCommand());
    commands.put("tsa", new TsaCommand());
    return commands;
  }

  /// @return the program's exit code
  public static int run(List<String> line) {
    var commands = all();
    if (line.isEmpty() || line.getFirst().equals("help") || line.getFirst().equals("--help")) {
      System.out.print(help(commands));
      return line.isEmpty() ? NOT_UNDERSTOOD : 0;
    }
    var command = commands.get(line.getFirst());
    if (command == null) {
      System.err.println("tradewitness: no command " + line.getFirst());
      System.err.print(help(commands));
      return NOT_UNDERSTOOD;
    }
    try {
      return command.run(Arguments.parse(line.subList(1, line.size()), command.options()));
    } catch (IllegalArgumentException e) { // a name or number that is not one of ours
      System.err.println("tradewitness: " + e.getMessage());
      return NOT_UNDERSTOOD;
    } catch (UsageException e) {
      System.err.println("tradewitness: " + e.getMessage());
      System.err.println("usage: tradewitness " + line.getFirst() + " " + command.usage());
      return NOT_UNDERSTOOD;
    } catch (PartFailedException e) {
      System.err.println("tradewitness: " + e.getMessage());
      e.logTail().forEach(logLine -> System.err.println("  | " + logLine));
      return FAILED;
    } catch (StackException e) {
      System.err.println("tradewitness: " + e.getMessage());
      return FAILED;
    } catch (IOException | UncheckedIOException e) {
      System.err.println("tradewitness: " + explained(e));
      return FAILED;
    }
  }

  /// Most of what the file system throws says no more than a path.
  private static String explained(Exception e) {
    return switch (e) {
      case UncheckedIOException unchecked when unchecked.getCause() != null ->
          explained(unchecked.getCause());
      case NoSuchFileException missing -> missing.getFile() + " is not there";
      case AccessDeniedException denied -> "no permission for " + denied.getFile();
      case FileAlreadyExistsException there -> there.getFile() + " is in the way";
      default -> e.getClass().getSimpleName() + ": " + e.getMessage();
    };
  }

  private static String help(Map<String, Command> commands) {
    var text = new StringBuilder("usage: tradewitness COMMAND [OPTIONS]\n\n");
    commands.forEach(
        (name, command) -> text.append("  %-8s %s%n".formatted(name, command.usage())));
    text.append("  %-8s %s%n".formatted("verify", "FILE...  checks evidence bundles, offline"));
    text.append(
        "\n--data DIR is where a stack keeps everything (default: .data beside this program)\n");
    return text.toString();
  }
}
