package dev.tradewitness.launcher.stack;

import dev.tradewitness.launcher.part.AotMode;
import dev.tradewitness.launcher.part.KafkaPart;
import dev.tradewitness.launcher.part.KafkaTopics;
import dev.tradewitness.launcher.part.Part;
import dev.tradewitness.launcher.part.PartFailedException;
import dev.tradewitness.launcher.part.PartPlace;
import dev.tradewitness.launcher.part.PidFile;
import dev.tradewitness.launcher.part.PostgresPart;
import dev.tradewitness.launcher.part.TimeStampAuthorityPart;
import dev.tradewitness.launcher.tsa.TimeStampServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// All parts of one data folder. Every part is a process of its own, found again by its pid file,
/// so any number of programs may look at a stack or end it; only one at a time brings it up.
public final class Stack implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(5);

  /// A JVM that records starts without any cache and notes all that it does.
  private static final Duration RECORDING_START_LIMIT = Duration.ofMinutes(10);

  private static final Duration STOP_LIMIT = Duration.ofSeconds(25);
  private static final Duration SUPERVISOR_STOP_LIMIT = Duration.ofSeconds(90);

  private final StackSettings settings;
  private final KeyFolder keys;
  private final AotMode aot;
  private final Consumer<String> progress;
  private final Map<String, Part> parts = new LinkedHashMap<>();
  private @Nullable StackLock lock;

  private Stack(StackSettings settings, AotMode aot, Consumer<String> progress) {
    this.settings = settings;
    this.aot = aot;
    this.keys = new KeyFolder(settings.data().resolve("keys"));
    this.progress = progress;
  }

  /// @param progress is told each step in a line
  public static Stack open(StackSettings settings, Consumer<String> progress) {
    return new Stack(settings, settings.aotCache() ? AotMode.USE : AotMode.OFF, progress);
  }

  /// One whose parts record the AOT caches that are missing.
  public static Stack recording(StackSettings settings) {
    return new Stack(settings, AotMode.RECORD, _ -> {});
  }

  /// A stack of all parts, silent.
  public static Stack open(Path home, Path data, int portBase) {
    return open(new StackSettings(home, data, portBase), _ -> {});
  }

  public StackSettings settings() {
    return settings;
  }

  /// In the order in which they start.
  public synchronized List<Part> parts() {
    if (parts.isEmpty()) { // not earlier: to make a part is to make its keys
      var made = new StackParts(settings, keys, aot);
      settings.parts().forEach(name -> parts.put(name, made.make(name)));
    }
    return List.copyOf(parts.values());
  }

  public Part part(String name) {
    return parts().stream()
        .filter(part -> part.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "this stack has no part %s, only %s".formatted(name, settings.parts())));
  }

  public int port(String name) {
    return settings.port(name);
  }

  /// Policy for the verifier that knows the keys of the stack of a data folder; there once its
  /// time-stamp authority has answered.
  public static Path trustPolicy(Path data) {
    return data.resolve(TrustPolicy.FILE);
  }

  /// Where the service of that name keeps its tables: for tests that look.
  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:%d/%s"
        .formatted(port(PostgresPart.NAME), Services.DATABASE);
  }

  public String databasePassword(String role) {
    return keys.password(role);
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + port(KafkaPart.NAME);
  }

  /// Brings every part up and returns when all answer. When one does not, all are stopped again.
  public void up() throws StackException, PartFailedException {
    up(() -> {});
  }

  /// The same.
  ///
  /// @param first runs before the first part starts, once the data folder is this stack's and its
  ///   ports were seen to be free
  public void up(Runnable first) throws StackException, PartFailedException {
    takeLock();
    refuseRunning();
    PortCheck.refuseTaken(settings);
    var firstTime = !keys.exists();
    SourcesTemplate.choose(settings, SourcesTemplate.named()); // capture is told when it is made
    var all = parts();
    if (firstTime) {
      progress.accept("made keys and passwords in " + keys.folder());
    }
    try {
      settings.save();
      SourcesTemplate.ensure(settings);
      first.run();
      if (Thread.currentThread().isInterrupted()) {
        throw new PartFailedException("interrupted before the first part started");
      }
      new BringUp(startLimit(), progress).run(all, this::prepare);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (PartFailedException e) {
      progress.accept("stopping what was started");
      boolean interrupted = Thread.interrupted(); // or the waits for their ends would not wait
      stopParts();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      throw e;
    }
  }

  /// Starts one part again and returns when it answers.
  public void start(String name) throws PartFailedException {
    var part = part(name);
    part.start();
    part.awaitReady(startLimit());
    prepare(part);
  }

  private Duration startLimit() {
    return aot == AotMode.RECORD ? RECORDING_START_LIMIT : START_LIMIT;
  }

  /// SIGKILL, as a crash; returns false when it does not run.
  public boolean kill(String name) {
    var part = part(name);
    var running = part.process().running().isPresent();
    part.kill();
    return running;
  }

  /// Ends one part in order.
  public void stop(String name) {
    part(name).stop(STOP_LIMIT);
  }

  /// Stops the program that watches the stack, then every part in reverse order; returns what is
  /// left running, which is nothing.
  public List<PartStatus> down() {
    supervisor()
        .ifPresent(process -> {
          process.destroy();
          if (!Waiting.until(() -> !PidFile.alive(process), SUPERVISOR_STOP_LIMIT)) {
            process.destroyForcibly();
          }
        });
    stopParts();
    close();
    return status().stream().filter(status -> status.pid().isPresent()).toList();
  }

  /// Stops the parts alone, services first and all at once, PostgreSQL last.
  public void stopParts() {
    var reversed = parts().reversed();
    Waiting.all(
        reversed.stream()
            .filter(part -> StackPorts.SERVICES.contains(part.name()))
            .map(part -> (Runnable) () -> stop(part))
            .toList());
    reversed.stream()
        .filter(part -> !StackPorts.SERVICES.contains(part.name()))
        .forEach(this::stop);
  }

  public List<PartStatus> status() {
    return parts().stream().map(Stack::status).toList();
  }

  /// The program that watches this stack, when there is one.
  public Optional<ProcessHandle> supervisor() {
    return supervisorPidFile().process();
  }

  PidFile supervisorPidFile() {
    return new PidFile(settings.runFolder().resolve("launcher.pid"));
  }

  /// Lets another program bring the stack up; the parts go on.
  @Override
  public synchronized void close() {
    if (lock != null) {
      lock.close();
      lock = null;
    }
  }

  private static PartStatus status(Part part) {
    var running = part.process().running();
    var state =
        running.isPresent()
            ? part.ready() ? PartStatus.State.HEALTHY : PartStatus.State.NOT_READY
            : part.process().pidFile().read().isPresent()
                ? PartStatus.State.DIED
                : PartStatus.State.STOPPED;
    var pid = running.map(p -> OptionalLong.of(p.pid())).orElse(OptionalLong.empty());
    return new PartStatus(part.name(), state, pid, part.port(), part.address());
  }

  private void stop(Part part) {
    var running = part.process().running().isPresent();
    part.stop(STOP_LIMIT);
    if (running) {
      progress.accept("stopped " + part.name());
    }
  }

  synchronized void takeLock() throws StackException {
    if (lock != null) {
      return;
    }
    try {
      lock =
          StackLock.take(settings.runFolder())
              .orElseThrow(() ->
                  new StackException(
                      "this data folder is already up, launcher pid %s: %s"
                          .formatted(
                              supervisor().map(p -> Long.toString(p.pid())).orElse("unknown"),
                              settings.data())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The launcher that started them may be gone; they are not.
  private void refuseRunning() throws StackException {
    var running = new ArrayList<String>();
    for (var name : StackPorts.names()) {
      new PidFile(PartPlace.under(settings.data(), name).pidFile())
          .process()
          .ifPresent(process -> running.add("%s (pid %d)".formatted(name, process.pid())));
    }
    if (!running.isEmpty()) {
      close();
      throw new StackException(
          "still running on %s without a launcher: %s; end them with ./tradewitness down"
              .formatted(settings.data(), String.join(", ", running)));
    }
  }

  /// What the others need of a part once it answers.
  private void prepare(Part part) throws PartFailedException {
    switch (part) {
      case PostgresPart postgres -> makeSchemas(postgres);
      case KafkaPart kafka -> makeTopics(kafka);
      case TimeStampAuthorityPart tsa -> writePolicy(tsa);
      default -> {}
    }
  }

  /// Its certificate is there once it answers.
  private void writePolicy(TimeStampAuthorityPart tsa) throws PartFailedException {
    Path folder = PartPlace.under(settings.data(), tsa.name()).folder();
    try {
      TrustPolicy.write(settings.data(), keys, TimeStampServer.caCertificate(folder));
    } catch (IOException e) {
      throw new PartFailedException("the trust policy cannot be written", e);
    }
  }

  private void makeSchemas(PostgresPart postgres) throws PartFailedException {
    var admin = postgres.admin();
    try {
      admin.ensureDatabase(Services.DATABASE);
      for (var service : StackPorts.SERVICES) {
        admin.ensureSchema(Services.DATABASE, service, keys.password(service));
      }
    } catch (SQLException e) {
      throw new PartFailedException("the database cannot be prepared", e);
    }
  }

  private static void makeTopics(KafkaPart kafka) throws PartFailedException {
    try (var admin = KafkaPart.admin(kafka.address())) {
      KafkaTopics.ensure(admin, StackTopics.all());
    }
  }
}
