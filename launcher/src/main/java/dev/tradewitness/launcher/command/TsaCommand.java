package dev.tradewitness.launcher.command;

import dev.tradewitness.launcher.tsa.TimeStampServer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/// Runs the time-stamp authority in this process until it is told to end.
final class TsaCommand implements Command {
  private static final int DEFAULT_PORT = 8318;

  @Override
  public String usage() {
    return "[--bind ADDRESS] [--port N] [--data DIR] [--ca-out DIR]  runs the local time-stamp authority alone";
  }

  @Override
  public Set<String> options() {
    return Set.of("--bind", "--port", "--data", "--ca-out");
  }

  @Override
  public int run(Arguments arguments) throws IOException, UsageException {
    arguments.noWords();
    var address = InetAddress.ofLiteral(arguments.option("--bind").orElse("127.0.0.1"));
    // Applies to the JDK's server: a client that sends nothing does not hold a connection for ever.
    System.setProperty("sun.net.httpserver.maxReqTime", "10");
    System.setProperty("sun.net.httpserver.maxRspTime", "10");
    System.setProperty("jdk.httpserver.maxConnections", "256");
    var server =
        TimeStampServer.start(address, arguments.number("--port", DEFAULT_PORT), arguments.data());
    if (arguments.has("--ca-out")) { // for readers that must not see the key beside it
      var folder = Path.of(arguments.option("--ca-out").orElseThrow());
      Files.createDirectories(folder);
      Files.copy(
          TimeStampServer.caCertificate(arguments.data()),
          folder.resolve("ca.pem"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    System.out.println("Started TimeStampServer on port " + server.port());
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }
}
