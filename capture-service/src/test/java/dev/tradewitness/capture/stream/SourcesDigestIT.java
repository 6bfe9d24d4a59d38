package dev.tradewitness.capture.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.capture.Events;
import dev.tradewitness.capture.decode.ClockStatus;
import dev.tradewitness.capture.decode.Decoded;
import dev.tradewitness.capture.decode.EventDecoder;
import dev.tradewitness.capture.decode.Reception;
import dev.tradewitness.common.crypto.Hash;
import dev.tradewitness.testservers.Database;
import dev.tradewitness.testservers.Servers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/// Events and the sources files by which they were read, in the table.
class SourcesDigestIT {

  private static final int ROUNDS = 20;
  private static final EventDecoder DECODER = new EventDecoder(new SecureRandom());

  private final DataSource database = migrated(Servers.postgres().createDatabase("capture"));

  @Test
  void eachEventOfAGroupComesBackWithTheFileByWhichItWasRead() throws Exception {
    Hash first = digest(1);
    Hash second = digest(2);
    var store = new EventStore(database, 10, null);
    List<StreamEntry> group =
        List.of(
            entry("test:a", second),
            entry("test:b", first),
            entry("test:a", null),
            entry("test:a", second));

    assertThat(store.store(group)).hasOnlyElementsOfType(StreamOutcome.Committed.class);

    assertThat(digests(store.store(group))).containsExactly(second, first, null, second);
    store.store(List.of(entry("test:a", first)));
    assertThat(files()).as("each file once").isEqualTo(2);
  }

  @Test
  void aFileThatSeveralInstancesBringAtOnceIsThereOnce() throws Exception {
    var barrier = new CyclicBarrier(2);
    try (var threads = Executors.newFixedThreadPool(2)) {
      var running = new ArrayList<Future<Void>>();
      for (String policyId : List.of("test:a", "test:b")) {
        Callable<Void> instance =
            () -> {
              var store = new EventStore(database, 10, null);
              for (int i = 0; i < ROUNDS; i++) {
                barrier.await();
                List<StreamEntry> group =
                    List.of(entry(policyId, digest(2 * i)), entry(policyId, digest(2 * i + 1)));
                assertThat(store.store(group)).hasOnlyElementsOfType(StreamOutcome.Committed.class);
                assertThat(digests(store.store(group)))
                    .containsExactly(digest(2 * i), digest(2 * i + 1));
              }
              return null;
            };
        running.add(threads.submit(instance));
      }
      for (Future<Void> one : running) {
        one.get();
      }
    }
    assertThat(files()).isEqualTo(2 * ROUNDS);
  }

  private long files() {
    return JdbcClient.create(database)
        .sql("select count(*) from sources_file")
        .query(Long.class)
        .single();
  }

  private static List<@Nullable Hash> digests(List<StreamOutcome> outcomes) {
    var digests = new ArrayList<@Nullable Hash>();
    for (StreamOutcome outcome : outcomes) {
      assertThat(outcome).isInstanceOf(StreamOutcome.AlreadyStored.class);
      digests.add(((StreamOutcome.AlreadyStored) outcome).first().reception().sourcesDigest());
    }
    return digests;
  }

  private static Hash digest(int number) {
    return Hash.of(new byte[] {(byte) number});
  }

  private static StreamEntry entry(String policyId, @Nullable Hash sourcesDigest) {
    var reception =
        new Reception(Instant.EPOCH, ClockStatus.BEST_EFFORT, "test", null, sourcesDigest);
    byte[] text = Events.order(UUID.randomUUID(), policyId).getBytes(StandardCharsets.UTF_8);
    return switch (DECODER.decode(text, reception)) {
      case Decoded.Understood(var event) ->
          new StreamEntry(event, reception, SigningMode.CHECKPOINT, null, false);
      case Decoded.NotUnderstood(var violations) -> throw new AssertionError(violations);
    };
  }

  private static DataSource migrated(Database database) {
    Flyway.configure()
        .dataSource(database.jdbcUrl(), database.user(), database.password())
        .schemas("capture")
        .defaultSchema("capture")
        .load()
        .migrate();
    return new DriverManagerDataSource(database.jdbcUrl(), database.user(), database.password());
  }
}
