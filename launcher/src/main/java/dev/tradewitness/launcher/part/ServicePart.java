package dev.tradewitness.launcher.part;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A service's jar as a process of its own.
public final class ServicePart implements Part {

  /// What a service is started with.
  ///
  /// @param environment for what others must not see in the list of processes
  public record Launch(
      Path jar, List<String> jvmOptions, List<String> arguments, Map<String, String> environment) {}

  private final PartPlace place;
  private final PartProcess process;
  private final int port;
  private final Launch launch;

  public ServicePart(PartPlace place, int port, Launch launch) {
    this.place = place;
    this.process = new PartProcess(place);
    this.port = port;
    this.launch = launch;
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
    var command = new ArrayList<String>();
    command.add(Java.program());
    command.addAll(launch.jvmOptions());
    command.addAll(List.of("-jar", launch.jar().toString()));
    command.addAll(launch.arguments());
    process.launch(command, launch.environment());
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
