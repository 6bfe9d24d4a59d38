package dev.tradewitness.capture.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// However many streams move, each has its position written down in its turn.
class MovedPositionsTest {

  private static final int AT_ONCE = 2000;
  private static final int STREAMS = 4500;

  /// As the relay holds them: in an order of its own, always the same.
  private final Map<String, RelayedStream> streams = new ConcurrentHashMap<>();

  private final MovedPositions moved = new MovedPositions(AT_ONCE);

  MovedPositionsTest() {
    IntStream.range(0, STREAMS).forEach(this::add);
  }

  private void add(int number) {
    String policyId = "test:" + number;
    streams.put(policyId, new RelayedStream(new RelayTable.Head(number, policyId, 0, 1000, 0), 1));
  }

  /// One event more of each is confirmed.
  private void moveAll() {
    for (RelayedStream stream : streams.values()) {
      long sequence = stream.next;
      stream.sent();
      stream.answered(sequence, true);
    }
  }

  private List<RelayedStream> writeDown() {
    List<RelayedStream> next = moved.next(streams.values());
    next.forEach(stream -> stream.stored = stream.confirmed());
    return next;
  }

  @Test
  void whileAllStreamsMoveWithoutEndEachIsWrittenDownEveryThirdTime() {
    var times = new HashMap<String, Integer>();
    for (int round = 0; round < 9; round++) {
      moveAll();
      List<RelayedStream> written = writeDown();
      assertThat(written).hasSize(AT_ONCE).doesNotHaveDuplicates();
      written.forEach(stream -> times.merge(stream.policyId, 1, Integer::sum));
    }
    assertThat(times).hasSize(STREAMS);
    assertThat(times.values()).allMatch(count -> count >= 3);
  }

  @Test
  void streamsThatAreAddedMeanwhileTakeNobodysTurn() {
    Set<String> written = new HashSet<>();
    Set<String> first = Set.copyOf(streams.keySet());
    for (int round = 0; round < 3; round++) {
      moveAll();
      writeDown().forEach(stream -> written.add(stream.policyId));
      IntStream.range(STREAMS * (round + 1), STREAMS * (round + 2)).forEach(this::add);
    }
    assertThat(written).containsAll(first);
  }

  @Test
  void afterTheLastEventAllAreWrittenDownAndThenNothing() {
    moveAll();
    var written = new ArrayList<RelayedStream>();
    do {
      written.addAll(writeDown());
    } while (moved.hasMore());

    assertThat(written).hasSize(STREAMS).doesNotHaveDuplicates();
    assertThat(writeDown()).isEmpty();
  }

  @Test
  void whatIsNotWrittenDownComesAgainInItsTurn() {
    moveAll();
    List<RelayedStream> failed = moved.next(streams.values());

    var written = new ArrayList<RelayedStream>();
    do {
      written.addAll(writeDown());
    } while (moved.hasMore());

    assertThat(written).hasSize(STREAMS).containsAll(failed);
  }

  @Test
  void aStreamThatAnotherInstanceSendsIsForgotten() {
    moveAll();
    var _ = moved.next(streams.values());
    moved.forget(stream -> stream.streamId % 2 == 0);
    streams.values().removeIf(stream -> stream.streamId % 2 == 0);

    assertThat(writeDown()).isNotEmpty().allMatch(stream -> stream.streamId % 2 == 1);
  }
}
