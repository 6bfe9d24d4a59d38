package dev.tradewitness.testservers;

import dev.tradewitness.launcher.part.KafkaPart;
import java.util.concurrent.ExecutionException;

/// `apache/kafka` in a container.
final class ContainerKafka extends KafkaServer {
  private static final int INNER_PORT = 9092;

  private final FixedPortContainer container;

  ContainerKafka() {
    this.container = new FixedPortContainer("apache/kafka:4.2.1", INNER_PORT);
    container
        .withEnv("KAFKA_NODE_ID", "1")
        .withEnv("KAFKA_PROCESS_ROLES", "broker,controller")
        .withEnv("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:9093")
        .withEnv("KAFKA_LISTENERS", "PLAINTEXT://:9092,CONTROLLER://:9093,INTERNAL://:9094")
        // The broker asks itself about transactions, and the container does not know its address
        // outside.
        .withEnv(
            "KAFKA_ADVERTISED_LISTENERS",
            "PLAINTEXT://" + bootstrapServers() + ",INTERNAL://localhost:9094")
        .withEnv("KAFKA_INTER_BROKER_LISTENER_NAME", "INTERNAL")
        .withEnv("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER")
        .withEnv(
            "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
            "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,INTERNAL:PLAINTEXT")
        .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
        .withEnv("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1")
        .withEnv("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "4")
        .withEnv("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1")
        .withEnv("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1")
        .withEnv("KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "4")
        .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1")
        .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1")
        .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
        .withEnv("KAFKA_BROKER_SESSION_TIMEOUT_MS", "3000")
        .withEnv("KAFKA_BROKER_HEARTBEAT_INTERVAL_MS", "500")
        .withEnv("KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS", "1000");
  }

  @Override
  public String bootstrapServers() {
    return container.getHost() + ":" + container.port();
  }

  @Override
  public void start() {
    container.startAgain(this::answers);
  }

  @Override
  public void stop() {
    container.end();
  }

  @Override
  public void kill() {
    container.crash();
  }

  private boolean answers() {
    try (var admin = KafkaPart.admin(bootstrapServers())) {
      return !admin.describeCluster().nodes().get().isEmpty();
    } catch (ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
