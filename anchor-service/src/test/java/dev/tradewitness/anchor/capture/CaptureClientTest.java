package dev.tradewitness.anchor.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.anchor.CapturePeer;
import dev.tradewitness.common.event.PolicyId;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CaptureClientTest {

  private static final PolicyId STREAM = new PolicyId("test:pages");

  private final CapturePeer capture = CapturePeer.start();

  @AfterEach
  void stop() {
    capture.close();
  }

  private CaptureClient client(int pageBytesMax) {
    var seconds = Duration.ofSeconds(5);
    return new CaptureClient(
        "test",
        URI.create(capture.url()),
        new CaptureClientProperties(seconds, 1, seconds, seconds, 64, pageBytesMax, seconds));
  }

  @Test
  void aPageOfTooManyBytesIsAskedForInSmallerPieces() {
    capture.add("test:pages", 40);
    CaptureClient client = client(5000);
    var read = new ArrayList<Long>();
    while (read.size() < 40) {
      client.events(STREAM, read.size(), 40).forEach(event -> read.add(event.sequence()));
    }
    assertThat(read).hasSize(40).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void anEventThatIsTooLongByItselfIsSaidToBe() {
    capture.add("test:pages", 2);
    CaptureClient client = client(100);
    assertThatThrownBy(() -> client.events(STREAM, 0, 2))
        .isInstanceOf(CaptureContradictionException.class)
        .hasMessageContaining("longer than 100 bytes");
  }

  @Test
  void aStreamThatCaptureDoesNotHaveIsNotTakenForCaptureBeingAway() {
    CaptureClient client = client(1_000_000);
    for (int question = 0; question < 20; question++) {
      assertThat(client.events(STREAM, 0, 5)).isEmpty();
    }
  }

  @Test
  void streamsAreReadPageByPage() {
    var names = new ArrayList<PolicyId>();
    for (int i = 0; i < 130; i++) {
      String name = "test:page-%03d".formatted(i);
      capture.add(name, 1);
      names.add(new PolicyId(name));
    }
    assertThat(client(20_000).streams())
        .extracting(CapturedStream::policyId)
        .containsExactlyElementsOf(names);
  }

  @Test
  void moreEventsThanWereAskedForAreAContradiction() {
    capture.add("test:pages", 5);
    capture.setGenerous(true);
    CaptureClient client = client(1_000_000);
    assertThat(client.events(STREAM, 0, 5)).hasSize(5);
    assertThatThrownBy(() -> client.events(STREAM, 0, 4))
        .isInstanceOf(CaptureContradictionException.class)
        .hasMessageContaining("more than the 4 events");
  }
}
