package dev.tradewitness.testservers;

import java.util.concurrent.CompletableFuture;

/// One PostgreSQL and one Kafka for each test JVM, started when first asked for and stopped when
/// the JVM ends.
///
/// `-Dtradewitness.test.servers=containers` takes containers instead of processes.
public final class Servers {
  private Servers() {}

  public static PostgresServer postgres() {
    return Postgres.SERVER;
  }

  public static KafkaServer kafka() {
    return Kafka.SERVER;
  }

  /// Starts both at the same time, which is faster than one after the other.
  static void startBoth() {
    var kafka = CompletableFuture.runAsync(Servers::kafka, Thread::startVirtualThread);
    var _ = postgres();
    kafka.join();
  }

  private static boolean containers() {
    var kind = System.getProperty("tradewitness.test.servers", "embedded");
    return switch (kind) {
      case "embedded" -> false;
      case "containers" -> true;
      default ->
          throw new IllegalArgumentException(
              "tradewitness.test.servers is embedded or containers, not " + kind);
    };
  }

  private static final class Postgres {
    static final PostgresServer SERVER =
        started(containers() ? new ContainerPostgres() : new EmbeddedPostgres(TestFolder.HERE));
  }

  private static final class Kafka {
    static final KafkaServer SERVER =
        withTopics(
            started(containers() ? new ContainerKafka() : new EmbeddedKafka(TestFolder.HERE)));

    private static KafkaServer withTopics(KafkaServer kafka) {
      kafka.resetTopics();
      return kafka;
    }
  }

  private static <S extends TestServer> S started(S server) {
    Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
    server.start();
    return server;
  }
}
