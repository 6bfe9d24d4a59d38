package dev.tradewitness.testservers;

import com.github.dockerjava.api.exception.ConflictException;
import dev.tradewitness.launcher.part.ReservedPorts;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.IsRunningStartupCheckStrategy;

/// A container that can be killed and started again with the same files and on the same port, so
/// that clients find it again. (Docker gives a port of its own choice anew at every start.)
final class FixedPortContainer extends GenericContainer<FixedPortContainer> {
  private static final Duration ANSWER_LIMIT = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(100);

  private final int port = ReservedPorts.one();

  FixedPortContainer(String image, int innerPort) {
    super(image);
    setPortBindings(List.of("127.0.0.1:%d:%d".formatted(port, innerPort)));
    setStartupCheckStrategy(new IsRunningStartupCheckStrategy());
  }

  int port() {
    return port;
  }

  void startAgain(BooleanSupplier answers) {
    if (getContainerId() == null) {
      start();
    } else if (!isRunning()) {
      getDockerClient().startContainerCmd(getContainerId()).exec();
    }
    long end = System.nanoTime() + ANSWER_LIMIT.toNanos();
    while (!answers.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(getDockerImageName() + " does not answer:\n" + getLogs());
      }
      pause();
    }
  }

  void end() {
    if (isRunning()) {
      getDockerClient().stopContainerCmd(getContainerId()).withTimeout(20).exec();
    }
  }

  void crash() {
    try {
      getDockerClient().killContainerCmd(getContainerId()).withSignal("KILL").exec();
    } catch (ConflictException e) {
      return; // it does not run
    }
    while (isRunning()) {
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
