package dev.tradewitness.launcher.part;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A service's jar as a process of its own.
public final class ServicePart implements CachedPart {
  /// What a service is started with.
  ///
  /// @param environment for what others must not see in the list of processes
  public record Launch(
      Path jar,
      List<String> jvmOptions,
      List<String> arguments,
      Map<String, String> environment,
      AotMode aot) {}

  private final PartProcess process;
  private final int port;
  private final Launch launch;

  public ServicePart(PartPlace place, int port, Launch launch) {
    this.process = new PartProcess(place);
    this.port = port;
    this.launch = launch;
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
    try {
      var layout = layout();
      var options = layout.aotCache().options(launch.aot());
      process.launch(command(layout, options), launch.environment());
    } catch (IOException e) {
      throw new PartFailedException(name() + " cannot be laid out for its start", e);
    }
  }

  @Override
  public AotCache aotCache() throws PartFailedException, IOException {
    return layout().aotCache();
  }

  private StartLayout layout() throws PartFailedException, IOException {
    if (!Files.isRegularFile(launch.jar())) {
      throw new PartFailedException(
          "%s is not built: %s is missing; build it with ./mvnw -q -DskipTests package"
              .formatted(name(), launch.jar()));
    }
    return StartLayout.of(launch.jar());
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
