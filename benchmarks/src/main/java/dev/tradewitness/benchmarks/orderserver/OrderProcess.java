package dev.tradewitness.benchmarks.orderserver;

import dev.tradewitness.common.canonical.Json;
import dev.tradewitness.common.canonical.JsonLimits;
import dev.tradewitness.common.canonical.JsonObject;
import dev.tradewitness.common.canonical.JsonRefusedException;
import dev.tradewitness.common.event.PolicyId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The [OrderServer] in a JVM of its own, which ends with this object. For one thread.
public final class OrderProcess implements AutoCloseable {
  /// Fixed, so that the heap's size does not change during a run.
  public static final List<String> JVM_FLAGS = List.of("-Xms256m", "-Xmx256m");

  // A client that is closed may send for 5 s and wait 10 s more for its disk.
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

  private final Process process;
  private final Path said;
  private final BufferedReader answers;
  private final Writer commands;
  private final ExecutorService reader = Executors.newSingleThreadExecutor();
  private int port;

  private OrderProcess(Process process, Path said) {
    this.process = process;
    this.said = said;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.commands = process.outputWriter(StandardCharsets.US_ASCII);
  }

  /// Where its orders go when they go to PostgreSQL.
  public record Login(String jdbcUrl, String password) {}

  /// Starts it and returns when it takes connections.
  ///
  /// @param folder an empty one, on the disk that its orders are to be written to
  /// @param login empty for a file in that folder
  public static OrderProcess start(Path folder, URI capture, PolicyId policy, Optional<Login> login)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM_FLAGS);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            OrderServer.class.getName(),
            folder.toString(),
            capture.toString(),
            policy.value()));
    var said = folder.resolve("order-server.log");
    var builder = new ProcessBuilder(command).redirectError(said.toFile());
    login.ifPresent(to -> {
      builder.environment().put(OrderServer.JDBC_URL, to.jdbcUrl());
      builder.environment().put(OrderServer.PASSWORD, to.password());
    });
    var server = new OrderProcess(builder.start(), said);
    try {
      server.port = (int) ServerFigures.number(server.answer(), "port");
      return server;
    } catch (IOException | InterruptedException e) {
      server.close();
      throw e;
    }
  }

  public int port() {
    return port;
  }

  public String path() {
    return OrderServer.PATH;
  }

  /// From now on each order is logged by the client.
  public void openClient() throws IOException, InterruptedException {
    command(OrderServer.OPEN);
  }

  /// Ends the client.
  ///
  /// @return events that it neither had stored nor keeps on its disk
  public long closeClient() throws IOException, InterruptedException {
    var counters = command(OrderServer.CLOSE);
    return ServerFigures.number(counters, "dropped") + ServerFigures.number(counters, "refused");
  }

  /// What happened since it was taken before.
  public ServerFigures take() throws IOException, InterruptedException {
    return ServerFigures.of(command(OrderServer.TAKE));
  }

  private JsonObject command(String word) throws IOException, InterruptedException {
    commands.write(word + "\n");
    commands.flush();
    return answer();
  }

  private JsonObject answer() throws IOException, InterruptedException {
    try {
      var line =
          reader.submit(answers::readLine).get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      if (line == null) {
        throw new IOException("the order server ended: " + Files.readString(said));
      }
      return Json.parseObject(line.getBytes(StandardCharsets.UTF_8), JsonLimits.EVENT);
    } catch (TimeoutException e) {
      throw new IOException("the order server does not answer: " + Files.readString(said), e);
    } catch (ExecutionException | JsonRefusedException e) {
      throw new IOException("the order server's answer cannot be read", e);
    }
  }

  @Override
  public void close() {
    try {
      commands.close();
    } catch (IOException e) {
      // It has ended already.
    }
    try {
      if (!process.waitFor(STOP_LIMIT)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    reader.shutdownNow();
  }
}
