package dev.tradewitness.anchor.anchoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.anchor.AnchorServiceCase;
import dev.tradewitness.anchor.log.Tier;
import dev.tradewitness.common.crypto.Hash;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/// Several targets, each with its queue. The batches are copies that no other test sees.
public abstract class TargetCases extends AnchorServiceCase {

  private static final Hash IMPRINT = Hash.of(new byte[] {1});
  private static final int COPIES = 20;
  private static final int AT_ONCE = 4;

  @Autowired private AnchorJobs jobs;
  @Autowired private JobResults results;

  private List<UUID> batches = List.of();

  /// Somebody with a behaviour of the test's.
  private static final class Target implements AnchorTarget {

    private final AnchorJob.Target identity;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Conduct conduct;

    @FunctionalInterface
    interface Conduct {
      AnchorOutcome answer() throws InterruptedException;
    }

    Target(String name, Conduct conduct) {
      this.identity = new AnchorJob.Target(name, "TEST", "http://" + name + "/", Trust.EXTERNAL);
      this.conduct = conduct;
    }

    @Override
    public AnchorJob.Target identity() {
      return identity;
    }

    @Override
    public Duration timeout() {
      return Duration.ofMinutes(10);
    }

    @Override
    public AnchorOutcome submit(Hash imprint, BigInteger nonce, Instant closedAt) {
      asked.incrementAndGet();
      try {
        return conduct.answer();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return new AnchorOutcome.Unreachable("interrupted");
      }
    }
  }

  private static AnchorOutcome confirmed() {
    return new AnchorOutcome.Confirmed(new byte[] {1}, Instant.now(), "");
  }

  @BeforeEach
  void copyABatch() {
    captured("test:target-copies", 1);
    await().atMost(PATIENCE).until(() -> size("test:target-copies") > 0);
    postJson("/vcp/anchor?wait=PT0S&policy_id=test:target-copies");
    batches =
        IntStream.range(0, COPIES)
            .mapToObj(i ->
                jdbc.sql(
                        """
                        INSERT INTO batch (batch_id, log_no, policy_id, conformance_tier, tree_no,
                          first_sequence, last_sequence, first_event_at, merkle_root, batch_hash,
                          record, signature, record_signature, closed_at, anchored_at, status)
                        SELECT gen_random_uuid(), 1000000 + ?, 'test:copy', conformance_tier,
                          tree_no, first_sequence, last_sequence, first_event_at, merkle_root,
                          batch_hash, record, signature, record_signature, closed_at, closed_at,
                          'ANCHORED'
                        FROM batch WHERE policy_id = 'test:target-copies' LIMIT 1
                        RETURNING batch_id
                        """)
                    .param(i)
                    .query(UUID.class)
                    .single())
            .toList();
  }

  @AfterEach
  void removeTheCopies() {
    jdbc.sql(
            "DELETE FROM anchor_job USING batch WHERE batch.batch_id = anchor_job.batch_id AND log_no >= 1000000")
        .update();
    jdbc.sql("DELETE FROM batch WHERE log_no >= 1000000").update();
  }

  private Anchoring anchoring(Duration openFor, int jobsAtOnce, Target... targets) {
    var settings =
        new AnchoringProperties(
            Duration.ofMillis(50),
            jobsAtOnce,
            openFor,
            new AnchoringProperties.Silver(Duration.ofMillis(1), Duration.ofMillis(1)),
            new AnchoringProperties.Gold(Duration.ofMillis(1), Duration.ofMillis(1)),
            new AnchoringProperties.Platinum(Duration.ofMillis(1), Duration.ofMillis(1)));
    var threads = Executors.newVirtualThreadPerTaskExecutor();
    return new Anchoring(
        Arrays.stream(targets)
            .map(target ->
                new TargetQueue(target, jobs, results, settings, threads, InstantSource.system()))
            .toList(),
        jobs,
        threads);
  }

  private void due(Target target) {
    for (UUID batch : batches) {
      jobs.add(batch, target.identity(), IMPRINT, Tier.GOLD, Instant.now().minusSeconds(60));
    }
  }

  private long inState(Target target, JobState state) {
    return jdbc.sql("SELECT count(*) FROM anchor_job WHERE target = ? AND state = ?")
        .params(target.identity().name(), state.name())
        .query(Long.class)
        .single();
  }

  @Test
  void aTargetThatDoesNotAnswerKeepsNoOtherWaiting() {
    var released = new CountDownLatch(1);
    var dead =
        new Target(
            "test-dead",
            () -> {
              released.await();
              return new AnchorOutcome.Unreachable("dead");
            });
    var alive = new Target("test-alive", TargetCases::confirmed);
    due(dead);
    due(alive);
    try (Anchoring anchoring = anchoring(Duration.ofHours(1), AT_ONCE, dead, alive)) {
      anchoring.work();
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(inState(alive, JobState.CONFIRMED)).isEqualTo(COPIES));
      assertThat(inState(dead, JobState.SUBMITTED)).isEqualTo(AT_ONCE);
      assertThat(inState(dead, JobState.PENDING)).isEqualTo(COPIES - AT_ONCE);
      released.countDown();
    }
  }

  @Test
  void aTargetThatFailsIsLeftAloneAndHealthNamesIt() {
    var failing = new Target("test-failing", () -> new AnchorOutcome.Unreachable("away"));
    due(failing);
    try (Anchoring anchoring = anchoring(Duration.ofHours(1), 1, failing)) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            anchoring.work();
            assertThat(anchoring.troubles())
                .singleElement()
                .satisfies(trouble -> {
                  assertThat(trouble.part()).isEqualTo("anchor target test-failing");
                  assertThat(trouble.state()).isEqualTo("NOT_ANSWERING");
                });
          });
      anchoring.work();
      assertThat(failing.asked).hasValue(5);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(inState(failing, JobState.SUBMITTED)).as("none is held").isZero());
    }
  }

  @Test
  void aTargetThatAnswersAgainGetsAllItsJobs() {
    var back = new Target("test-back", () -> new AnchorOutcome.Refused("not today"));
    due(back);
    try (Anchoring anchoring = anchoring(Duration.ofMillis(1), 2, back)) {
      await()
          .atMost(PATIENCE)
          .until(() -> {
            anchoring.work();
            return back.asked.get() > 8;
          });
      back.conduct = TargetCases::confirmed;
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            anchoring.work();
            assertThat(inState(back, JobState.CONFIRMED)).isEqualTo(COPIES);
          });
      await().atMost(PATIENCE).until(() -> anchoring.troubles().isEmpty());
    }
  }

  @Test
  void aJobNamesTheTargetThatWasAskedAlsoWhenAnotherTookItsName() {
    var replaced = new AnchorJob.Target("test-replaced", "OLD", "http://old/", Trust.LOCAL);
    UUID batch = batches.getFirst();
    jobs.add(batch, replaced, IMPRINT, Tier.GOLD, Instant.now().minusSeconds(60));
    var now = new Target("test-replaced", TargetCases::confirmed);
    try (Anchoring anchoring = anchoring(Duration.ofHours(1), 1, now)) {
      anchoring.work();
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(jobs.ofBatch(batch))
                  .singleElement()
                  .satisfies(job -> {
                    assertThat(job.state()).isEqualTo(JobState.CONFIRMED);
                    assertThat(job.target()).isEqualTo(now.identity());
                  }));
    }
  }

  @Test
  void aTargetThatWasRemovedIsNotAskedAndItsJobsSaySo() {
    var removed = new Target("test-removed", TargetCases::confirmed);
    var other = new Target("test-other", TargetCases::confirmed);
    due(removed);
    due(other);
    try (Anchoring anchoring = anchoring(Duration.ofHours(1), AT_ONCE, other)) {
      anchoring.nameRemoved();
      anchoring.work();
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(inState(other, JobState.CONFIRMED)).isEqualTo(COPIES));
      assertThat(jobs.ofBatch(batches.getFirst()))
          .filteredOn(job -> job.target().equals(removed.identity()))
          .singleElement()
          .satisfies(job -> {
            assertThat(job.attempts()).isZero();
            assertThat(job.error()).startsWith("REMOVED: ");
          });
      assertThat(removed.asked).hasValue(0);
    }
    // Configured again, it is asked.
    try (Anchoring anchoring = anchoring(Duration.ofHours(1), AT_ONCE, removed)) {
      anchoring.work();
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(inState(removed, JobState.CONFIRMED)).isEqualTo(COPIES));
    }
  }

  @Test
  void aServiceThatEndsGivesItsJobsBackWithoutTheirLease() {
    var silent =
        new Target(
            "test-silent",
            () -> {
              new CountDownLatch(1).await();
              return confirmed();
            });
    due(silent);
    try (Anchoring anchoring = anchoring(Duration.ofHours(1), AT_ONCE, silent)) {
      anchoring.work();
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(silent.asked).hasValue(AT_ONCE));
    }
    assertThat(inState(silent, JobState.PENDING)).isEqualTo(COPIES);
  }
}
