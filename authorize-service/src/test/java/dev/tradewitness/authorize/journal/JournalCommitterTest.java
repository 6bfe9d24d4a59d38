package dev.tradewitness.authorize.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.tradewitness.authorize.journal.LeaseStore.Lease;
import dev.tradewitness.authorize.journal.Pending.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Faults of this program on the committer's thread.
class JournalCommitterTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  // A pool without an address throws an unchecked exception for every connection.
  private final HikariDataSource broken = new HikariDataSource();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final JournalMeters meters = new JournalMeters(registry);
  private final JournalStore store = new JournalStore(broken, broken, broken, meters);
  private final List<String> happened = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    broken.close();
  }

  @Test
  void afterAnUncheckedExceptionRowsAreTakenBackAndTheLanesAreReadAgain() throws Exception {
    try (JournalCommitter committer = committer(2, () -> lease())) {
      Pending first = row(0);
      Pending second = row(1);
      Pending third = row(2);
      List.of(first, second, third).forEach(row -> assertThat(committer.offer(row)).isTrue());
      var callers = List.of(waiting(first), waiting(second), waiting(third));
      committer.start();
      for (CompletableFuture<Outcome> caller : callers) {
        assertThat(told(caller)).isEqualTo(Outcome.UNKNOWN);
      }
      await().atMost(PATIENCE).until(() -> happened.contains("lost"));
      assertThat(happened)
          .as("newest first, and what waited behind the group, too")
          .containsExactly("suspend", "undo 2", "undo 1", "undo 0", "lost");
      assertThat(
              registry
                  .counter("authorize.journal.commit.failures", "outcome", "unexpected")
                  .count())
          .isEqualTo(1);
      assertThat(committer.hasEnded()).as("the committer goes on").isFalse();
      Pending later = row(0);
      CompletableFuture<Outcome> caller = waiting(later);
      committer.offer(later);
      assertThat(told(caller)).isEqualTo(Outcome.UNKNOWN);
    }
  }

  @Test
  void whenTheThreadEndsNobodyWaitsAndTheLanesAreGivenUp() throws Exception {
    try (JournalCommitter committer =
        committer(
            1,
            () -> {
              throw new StackOverflowError("a fault that no code expects");
            })) {
      Pending written = row(0);
      Pending queued = row(1);
      committer.offer(written);
      committer.offer(queued);
      var callers = List.of(waiting(written), waiting(queued));
      committer.start();
      for (CompletableFuture<Outcome> caller : callers) {
        assertThat(told(caller)).isEqualTo(Outcome.UNKNOWN);
      }
      await().dontCatchUncaughtExceptions().atMost(PATIENCE).until(() -> happened.contains("lost"));
      assertThat(committer.hasEnded()).isTrue();
      Pending late = row(2);
      CompletableFuture<Outcome> caller = waiting(late);
      committer.offer(late);
      assertThat(told(caller)).isEqualTo(Outcome.UNKNOWN);
    }
  }

  private JournalCommitter committer(int groupRows, Supplier<Lease> lease) {
    return new JournalCommitter(
        store,
        lanes(lease),
        new JournalProperties(
            1,
            groupRows,
            8,
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            1,
            Duration.ofMinutes(1),
            Period.ofDays(3),
            null),
        // No deadline ends a wait here.
        Duration.ofHours(1),
        meters,
        rows -> happened.add("committed"));
  }

  private static Lease lease() {
    return new Lease("one", 1, Map.of(0, 1L), 0);
  }

  private LaneGroup lanes(Supplier<Lease> lease) {
    return new LaneGroup() {
      @Override
      public Lease lease() {
        return lease.get();
      }

      @Override
      public void suspend() {
        happened.add("suspend");
      }

      @Override
      public void atRest(Runnable work) {
        work.run();
      }

      @Override
      public long @Nullable [] fence() {
        happened.add("fence");
        return null;
      }

      @Override
      public void resume(long[] heads) {
        happened.add("resume");
      }

      @Override
      public void lost() {
        happened.add("lost");
      }
    };
  }

  private Pending row(int sequence) {
    return new Pending(
        Rows.authorized(0, sequence, "acme", "o" + sequence, Rows.MARCH_1),
        1,
        () -> happened.add("undo " + sequence));
  }

  private static CompletableFuture<Outcome> waiting(Pending row) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return row.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        },
        task -> Thread.ofVirtual().start(task));
  }

  private static Outcome told(CompletableFuture<Outcome> caller) throws Exception {
    return caller.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
