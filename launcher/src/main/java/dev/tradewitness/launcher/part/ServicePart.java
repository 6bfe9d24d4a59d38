package dev.tradewitness.launcher.part;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// A service's jar as a process of its own.
public final class ServicePart implements Part {
  private static final Duration RECORD_LIMIT = Duration.ofMinutes(10);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(25);

  /// What a service is started with.
  ///
  /// @param environment for what others must not see in the list of processes
  /// @param aotCache whether the first start of a build is made twice: once to record a JDK AOT
  ///   cache, then, and from then on always, with it
  public record Launch(
      Path jar,
      List<String> jvmOptions,
      List<String> arguments,
      Map<String, String> environment,
      boolean aotCache) {}

  private final PartPlace place;
  private final PartProcess process;
  private final int port;
  private final Launch launch;
  private final Consumer<String> progress;

  /// @param progress is told what takes long
  public ServicePart(PartPlace place, int port, Launch launch, Consumer<String> progress) {
    this.place = place;
    this.process = new PartProcess(place);
    this.port = port;
    this.launch = launch;
    this.progress = progress;
  }

  @Override
  public String name() {
    return place.name();
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public String address() {
    return "http://127.0.0.1:" + port;
  }

  @Override
  public PartProcess process() {
    return process;
  }

  @Override
  public void start() throws PartFailedException {
    if (process.running().isPresent()) {
      return;
    }
    if (!Files.isRegularFile(launch.jar())) {
      throw new PartFailedException(
          "%s is not built: %s is missing; build it with ./mvnw -q -DskipTests package"
              .formatted(name(), launch.jar()));
    }
    try {
      var layout = StartLayout.of(launch.jar());
      if (launch.aotCache() && !Files.exists(layout.cache())) {
        record(layout);
      }
      process.launch(
          Files.exists(layout.cache())
              ? command(layout, "-XX:AOTCache=" + layout.cache())
              : command(layout),
          launch.environment());
    } catch (IOException e) {
      throw new PartFailedException(name() + " cannot be laid out for its start", e);
    }
  }

  private List<String> command(StartLayout layout, String... cacheOption) {
    var command = new ArrayList<String>();
    command.add(Java.program());
    command.addAll(launch.jvmOptions());
    command.addAll(List.of(cacheOption));
    command.addAll(List.of("-jar", layout.jar().toString()));
    command.addAll(launch.arguments());
    return command;
  }

  /// Starts once and ends in order, which is when the JDK writes what it saw. A cache that does not
  /// come about is said and done without: it changes how fast a start is, and nothing else.
  private void record(StartLayout layout) throws IOException {
    progress.accept(
        "%s starts once to record its AOT cache; later starts of this build use it"
            .formatted(name()));
    var folder = layout.recordingFolder();
    var recorded = folder.resolve("recorded.aot");
    try {
      process.launch(command(layout, "-XX:AOTCacheOutput=" + recorded), launch.environment());
      process.awaitReady(this::ready, RECORD_LIMIT);
      process.stop(RECORD_LIMIT);
      layout.keep(recorded);
    } catch (PartFailedException | IOException e) {
      progress.accept("%s goes without an AOT cache: %s".formatted(name(), e.getMessage()));
    } finally {
      process.stop(STOP_LIMIT);
      Folders.deleteTree(folder);
    }
  }

  @Override
  public void awaitReady(Duration limit) throws PartFailedException {
    process.awaitReady(this::ready, limit);
  }

  @Override
  public boolean ready() {
    return HttpProbe.succeeds(address() + "/actuator/health/readiness");
  }

  @Override
  public void stop(Duration limit) {
    process.stop(limit);
  }

  @Override
  public void kill() {
    process.kill();
  }
}
