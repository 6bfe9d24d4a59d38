package dev.tradewitness.launcher.part;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// A service's jar as a process of its own.
public final class ServicePart implements Part {
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

  private final PartProcess process;
  private final int port;
  private final Launch launch;
  private final Consumer<String> progress;

  /// @param progress is told what takes long
  public ServicePart(PartPlace place, int port, Launch launch, Consumer<String> progress) {
    this.process = new PartProcess(place);
    this.port = port;
    this.launch = launch;
    this.progress = progress;
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
      var cache = layout.aotCache();
      if (launch.aotCache() && !cache.recorded()) {
        cache.record(
            process,
            options -> command(layout, options),
            launch.environment(),
            this::ready,
            progress);
      }
      var options = launch.aotCache() ? cache.option() : List.<String>of();
      process.launch(command(layout, options), launch.environment());
    } catch (IOException e) {
      throw new PartFailedException(name() + " cannot be laid out for its start", e);
    }
  }

  private List<String> command(StartLayout layout, List<String> moreJvmOptions) {
    var command = new ArrayList<String>();
    command.add(Java.program());
    command.addAll(launch.jvmOptions());
    command.addAll(moreJvmOptions);
    command.addAll(List.of("-jar", layout.jar().toString()));
    command.addAll(launch.arguments());
    return command;
  }

  @Override
  public boolean ready() {
    return HttpProbe.succeeds(address() + "/actuator/health/readiness");
  }
}
