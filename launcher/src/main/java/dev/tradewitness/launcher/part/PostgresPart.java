package dev.tradewitness.launcher.part;

import static dev.tradewitness.launcher.part.PostgresAccount.USER_NAMESPACE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// PostgreSQL 18 as a process of its own, durable as in production: `fsync`, `synchronous_commit`
/// and `full_page_writes` are on. Listens on 127.0.0.1 only; its data folder is made on the first
/// start and kept.
public final class PostgresPart implements Part {
  public static final String NAME = "postgres";

  /// The account that creates roles and databases.
  public static final String SUPERUSER = "postgres";

  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("fsync", "on"),
          Map.entry("synchronous_commit", "on"),
          Map.entry("full_page_writes", "on"),
          Map.entry("listen_addresses", "127.0.0.1"),
          Map.entry("unix_socket_directories", ""),
          Map.entry("max_connections", "200"),
          Map.entry("shared_buffers", "256MB"),
          // Kept write-ahead files are reused: creating new ones costs tens of milliseconds at the
          // worst moment.
          Map.entry("min_wal_size", "1GB"),
          Map.entry("max_wal_size", "4GB"),
          Map.entry("wal_buffers", "16MB"),
          Map.entry("checkpoint_timeout", "15min"),
          Map.entry("checkpoint_completion_target", "0.9"),
          Map.entry("log_line_prefix", "%m [%p] %q%u@%d "),
          Map.entry("timezone", "UTC"),
          Map.entry("log_timezone", "UTC"));

  // A killed server's sessions see its death at their next wait; until then the new one may not
  // touch the data.
  private static final Duration ORPHAN_LIMIT = Duration.ofSeconds(30);
  private static final String ORPHANS_LEFT = "pre-existing shared memory block";
  private static final Duration INITDB_LIMIT = Duration.ofMinutes(2);

  private final PartPlace place;
  private final PartProcess process;
  private final int port;
  private final String password;
  private final Path sharedSoftware;
  private long logStart;

  /// @param sharedSoftware where the programs are unpacked once for all servers of this machine
  public PostgresPart(PartPlace place, int port, String password, Path sharedSoftware) {
    this.place = place;
    this.process = new PartProcess(place);
    this.port = port;
    this.password = password;
    this.sharedSoftware = sharedSoftware;
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public String address() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/";
  }

  @Override
  public PartProcess process() {
    return process;
  }

  /// Connects as the superuser.
  public DatabaseAdmin admin() {
    return new DatabaseAdmin(address(), SUPERUSER, password);
  }

  @Override
  public void start() throws PartFailedException {
    if (process.running().isPresent()) {
      return;
    }
    try {
      Files.createDirectories(place.folder());
    } catch (IOException e) {
      throw new PartFailedException(name() + ": no folder", e);
    }
    var software = PostgresSoftware.unpackedIn(sharedSoftware);
    var account = PostgresAccount.find(software, place.folder()).orElse(USER_NAMESPACE);
    if (account == USER_NAMESPACE) {
      // Who owns the data must not depend on where the programs are: with programs beside them,
      // another account may do.
      software = PostgresSoftware.unpackedIn(place.folder().resolve("software"));
      account = PostgresAccount.choose(software, place.folder());
    }
    if (!Files.exists(dataFolder().resolve("PG_VERSION"))) {
      initialise(software, account);
    }
    awaitGone(sessions()); // of a server that was killed: two may not have the data at once
    logStart = process.launch(serverCommand(software, account), Map.of());
  }

  @Override
  public void awaitReady(Duration limit) throws PartFailedException {
    long end = System.nanoTime() + ORPHAN_LIMIT.toNanos();
    while (true) {
      try {
        process.awaitReady(this::ready, limit);
        return;
      } catch (PartFailedException e) {
        if (!process.logSince(logStart).contains(ORPHANS_LEFT) || System.nanoTime() > end) {
          throw e;
        }
        start();
      }
    }
  }

  @Override
  public boolean ready() {
    if (!saysReady()) {
      return false;
    }
    try (var connection = admin().connect(SUPERUSER)) {
      return connection.isValid(2);
    } catch (SQLException e) {
      return false; // not yet, or not any more
    }
  }

  /// The server keeps its state in the last line of a file; to ask it by connecting fills its log
  /// with refusals.
  private boolean saysReady() {
    try {
      var lines = Files.readAllLines(dataFolder().resolve("postmaster.pid"));
      return lines.size() == 8 && lines.getLast().strip().equals("ready");
    } catch (IOException e) {
      return false; // not yet, or not any more
    }
  }

  /// A "fast" stop: sessions are ended, everything committed is on disk, no recovery at the next
  /// start.
  @Override
  public void stop(Duration limit) {
    var sessions = sessions();
    process.stop("INT", limit);
    awaitGone(sessions);
  }

  @Override
  public void kill() {
    var sessions = sessions();
    process.kill();
    awaitGone(sessions);
  }

  private List<ProcessHandle> sessions() {
    return PostgresSessions.of(dataFolder(), process.running());
  }

  /// The server's own processes end by themselves when it is gone; one that does not is ended.
  private void awaitGone(List<ProcessHandle> sessions) {
    for (var session : sessions) {
      if (!process.awaitEnd(session, Duration.ofSeconds(5))) {
        session.destroyForcibly();
      }
    }
  }

  private Path dataFolder() {
    return place.folder().resolve("data");
  }

  private List<String> serverCommand(PostgresSoftware software, PostgresAccount account) {
    var command = new ArrayList<String>();
    command.addAll(List.of(software.program("postgres"), "-D", dataFolder().toString()));
    command.addAll(List.of("-p", Integer.toString(port)));
    SETTINGS.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    return account.command(command);
  }

  /// Makes the data folder beside its place and moves it there when complete, so that a crash
  /// leaves no half of one.
  private void initialise(PostgresSoftware software, PostgresAccount account)
      throws PartFailedException {
    var fresh = place.folder().resolve("data.new");
    var passwordFile = place.folder().resolve("initdb.password");
    var output = place.folder().resolve("initdb.log");
    try {
      Folders.deleteTree(fresh);
      Files.createDirectory(
          fresh,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      account.own(fresh);
      Files.deleteIfExists(passwordFile);
      Files.createFile(
          passwordFile,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(passwordFile, password);
      account.own(passwordFile);
      var initdb =
          new ProcessBuilder(
                  account.command(
                      List.of(
                          software.program("initdb"),
                          "--pgdata=" + fresh,
                          "--username=" + SUPERUSER,
                          "--pwfile=" + passwordFile,
                          "--auth=scram-sha-256",
                          "--encoding=UTF8",
                          // The same order and case rules on every machine, whatever locales it
                          // has.
                          "--locale=C",
                          "--locale-provider=builtin",
                          "--builtin-locale=C.UTF-8")))
              .directory(place.folder().toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!ended(initdb) || initdb.exitValue() != 0) {
        throw new PartFailedException("initdb failed, see " + output, Files.readAllLines(output));
      }
      Files.move(fresh, dataFolder(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new PartFailedException("PostgreSQL's data folder cannot be made", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PartFailedException("interrupted during initdb", e);
    } finally {
      deletePassword(passwordFile);
    }
  }

  /// Never leaves the tool behind, whether it hangs or the wait is interrupted.
  private static boolean ended(Process tool) throws InterruptedException {
    try {
      return tool.waitFor(INITDB_LIMIT);
    } finally {
      tool.destroyForcibly();
    }
  }

  private static void deletePassword(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e); // a password must not stay behind unnoticed
    }
  }
}
