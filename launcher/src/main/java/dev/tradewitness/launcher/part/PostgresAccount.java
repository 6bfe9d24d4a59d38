package dev.tradewitness.launcher.part;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Who PostgreSQL runs as. It refuses to run as root; this finds the simplest other way that can
/// reach its files.
enum PostgresAccount {
  /// An ordinary user starts it as itself.
  CALLER,
  /// Root gives up its rights for the number that systems call "nobody"; no such account need
  /// exist.
  NOBODY,
  /// Root in a user namespace of its own is nobody inside, and still owns its files outside.
  USER_NAMESPACE;

  private static final int NOBODY_ID = 65534;

  /// As [#find], but there has to be one.
  static PostgresAccount choose(PostgresSoftware software, Path parent) throws PartFailedException {
    return find(software, parent)
        .orElseThrow(() ->
            new PartFailedException(
                ("PostgreSQL does not run as root, and neither setpriv (nobody must be able to enter %s) nor unshare -U works "
                        + "here: run as an ordinary user or put the data folder elsewhere with --data")
                    .formatted(parent)));
  }

  /// Decides by trying, for what containers and home folders allow cannot be told otherwise.
  static Optional<PostgresAccount> find(PostgresSoftware software, Path parent)
      throws PartFailedException {
    try {
      var probe = Files.createTempFile(parent, ".owner", "");
      try {
        if (!Integer.valueOf(0).equals(Files.getAttribute(probe, "unix:uid"))) {
          return Optional.of(CALLER);
        }
        for (var account : List.of(NOBODY, USER_NAMESPACE)) {
          if (account.canRun(software, parent)) {
            return Optional.of(account);
          }
        }
      } finally {
        Files.delete(probe);
      }
    } catch (IOException e) {
      throw new PartFailedException("cannot tell which account PostgreSQL can run as", e);
    }
    return Optional.empty();
  }

  List<String> command(List<String> command) {
    var all = new ArrayList<>(prefix());
    all.addAll(command);
    return all;
  }

  private List<String> prefix() {
    return switch (this) {
      case CALLER -> List.of();
      case NOBODY -> List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
      case USER_NAMESPACE -> List.of("unshare", "-U");
    };
  }

  /// Gives a folder to the account.
  void own(Path path) throws IOException {
    if (this == NOBODY) {
      Files.setAttribute(path, "unix:uid", NOBODY_ID);
      Files.setAttribute(path, "unix:gid", NOBODY_ID);
    }
  }

  private boolean canRun(PostgresSoftware software, Path parent) throws IOException {
    var test = "test -x '%s' && test -x '%s'".formatted(software.program("postgres"), parent);
    try {
      var process =
          new ProcessBuilder(command(List.of("/bin/sh", "-c", test)))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false; // no such program here
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
