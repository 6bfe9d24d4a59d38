package dev.tradewitness.kit.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.DelegatingServletOutputStream;

class BoundedOutputTest {

  private static final int PIECE = 16 * 1024;
  private static final Duration PATIENCE = Duration.ofMillis(100);

  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
  private long nanos;

  @Test
  void aReaderThatTakesTooLongIsGivenUp() {
    BoundedOutput bounded = readerTaking(30, Long.MAX_VALUE);
    assertThatIOException()
        .isThrownBy(() -> bounded.write(new byte[100 * PIECE]))
        .withMessageContaining("too slow");
    assertThat(bounded.isCut()).isTrue();
    assertThat(taken.size()).isEqualTo(4 * PIECE);
  }

  @Test
  void whatHasBeenTakenGivesMoreTime() throws IOException {
    // Each piece takes 30 ms and gives 100 ms.
    BoundedOutput bounded = readerTaking(30, 10 * PIECE);
    bounded.write(new byte[20 * PIECE]);
    assertThat(taken.size()).isEqualTo(20 * PIECE);
    assertThat(bounded.isCut()).isFalse();
  }

  @Test
  void whatTheServiceTakesToMakeAnAnswerIsNotTheReadersFault() throws IOException {
    BoundedOutput bounded = readerTaking(1, Long.MAX_VALUE);
    for (int i = 0; i < 10; i++) {
      nanos += Duration.ofMinutes(1).toNanos();
      bounded.write(new byte[PIECE]);
    }
    assertThat(taken.size()).isEqualTo(10 * PIECE);
  }

  private BoundedOutput readerTaking(int millisPerPiece, long bytesPerSecond) {
    var reader =
        new DelegatingServletOutputStream(taken) {
          @Override
          public void write(byte[] bytes, int offset, int length) {
            nanos += Duration.ofMillis(millisPerPiece).toNanos();
            taken.write(bytes, offset, length);
          }
        };
    return new BoundedOutput(reader, PATIENCE, bytesPerSecond, () -> nanos);
  }
}
