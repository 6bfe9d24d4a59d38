package dev.tradewitness.capture.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tradewitness.capture.sources.SourceTroubles.Trouble;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A door is open for what the file names, and for nothing else.
class DoorLifecycleTest {

  private static final String ORDERS = "version: 1\nkafka:\n- {topic: orders, mapping: orders}\n";
  private static final String OTHER_MAPPING = ORDERS.replace("mapping: orders", "mapping: errors");
  private static final String MORE = ORDERS + "- {topic: errors, mapping: errors}\n";

  private final SourceTroubles troubles = new SourceTroubles(InstantSource.system());
  private final TopicsDoor door = new TopicsDoor();
  private Path file;
  private Sources sources;
  private DoorLifecycle<SortedSet<String>> life;

  @BeforeEach
  void load(@TempDir Path folder) throws IOException {
    file = folder.resolve("sources.yaml");
    Files.writeString(file, ORDERS);
    sources = Sources.load(file, new SimpleMeterRegistry());
    life = new DoorLifecycle<>("topics", door, sources, troubles, true);
  }

  @Test
  void itIsOpenedAtTheStartAndClosedAtTheEnd() throws IOException {
    change(MORE);
    assertThat(door.calls).as("before the start").isEmpty();
    life.start();
    life.start();
    assertThat(life.isRunning()).isTrue();
    life.stop();
    assertThat(life.isRunning()).isFalse();
    assertThat(door.calls).containsExactly("open [errors, orders]", "close");
    change(ORDERS);
    assertThat(door.calls).as("after the end").hasSize(2);
  }

  @Test
  void itIsOpenedAnewOnlyWhenItsOwnSourcesChange() throws IOException {
    life.start();
    change(OTHER_MAPPING);
    assertThat(door.calls).containsExactly("open [orders]", "keep");
    change(MORE);
    assertThat(door.calls).endsWith("close", "open [errors, orders]");
    change("version: 1\n");
    assertThat(door.calls).endsWith("close", "open []");
  }

  @Test
  void aBlockedDoorIsATroubleAndIsTriedAtEveryLookUntilItIsOpen() {
    door.failure = new DoorBlockedException("PORT_NOT_BOUND", new BindException("in use"));
    life.start();
    assertThat(life.isRunning()).as("the service starts").isTrue();
    Trouble trouble = troubles.now().getFirst();
    assertThat(trouble.source()).isEqualTo("topics");
    assertThat(trouble.reason()).isEqualTo("PORT_NOT_BOUND");

    sources.look();
    assertThat(troubles.now()).containsExactly(trouble);
    assertThat(sources.refusal()).as("the file is carried out").isNull();
    door.failure = null;
    sources.look();
    assertThat(troubles.now()).isEmpty();
    int calls = door.calls.size();
    sources.look();
    assertThat(door.calls).hasSize(calls).endsWith("open [orders]");
  }

  @Test
  void aBlockedDoorOpensForWhatTheFileNamesMeanwhile() throws IOException {
    door.failure = new DoorBlockedException("PORT_NOT_BOUND", new BindException("in use"));
    life.start();
    change(MORE);
    assertThat(troubles.now()).hasSize(1);
    life.stop();
    assertThat(troubles.now()).as("a door that is closed has no trouble").isEmpty();
    door.failure = null;
    sources.look();
    assertThat(door.calls).doesNotContain("open [errors, orders]");
    life.start();
    assertThat(door.calls).endsWith("open [errors, orders]");
  }

  /// A file that is not valid meanwhile must not hide that the door is closed.
  @Test
  void aDoorThatCouldNotBeOpenedIsTriedWhateverTheFileSays() throws IOException {
    life.start();
    door.failure = new IllegalStateException("no folder");
    change(MORE);
    change("version: none\n");
    door.failure = null;
    sources.look();
    assertThat(door.calls).endsWith("open [errors, orders]");
    change(MORE);
    assertThat(sources.refusal()).isNull();
  }

  @Test
  void aDoorThatIsSetUpWronglyKeepsTheServiceFromStartingAndAChangeFromBeingCarriedOut()
      throws IOException {
    door.failure = new IllegalStateException("no folder");
    assertThatThrownBy(life::start).hasMessage("no folder");
    assertThat(life.isRunning()).isFalse();
    door.failure = null;
    life.start();
    door.failure = new IllegalStateException("no folder");
    change(MORE);
    assertThat(sources.refusal()).isEqualTo("not carried out: no folder");
    assertThat(troubles.now()).isEmpty();
    door.failure = null;
    sources.look();
    sources.look();
    assertThat(sources.refusal()).isNull();
    assertThat(door.calls).endsWith("open [errors, orders]");
  }

  @Test
  void aDoorThatFailsHalfOpenIsClosed() throws IOException {
    door.failureOnceOpen = new IllegalStateException("no watch");
    assertThatThrownBy(life::start).hasMessage("no watch");
    assertThat(door.calls).containsExactly("open [orders]", "close");
    door.failureOnceOpen = null;
    life.start();
    door.failureOnceOpen = new IllegalStateException("no watch");
    change(MORE);
    assertThat(door.calls).endsWith("open [errors, orders]", "close");
  }

  @Test
  void aTroubleThatTheOpenDoorTellsOfIsTheDoorsToEnd() throws IOException {
    life.start();
    troubles.began("topics", "LOGIN_REFUSED");
    change(MORE);
    life.stop();
    assertThat(troubles.now()).extracting(Trouble::reason).containsExactly("LOGIN_REFUSED");
  }

  @Test
  void itsEndDoesNotHoldUpTheOthers() throws InterruptedException {
    life.start();
    var closing = new CountDownLatch(1);
    var ended = new AtomicBoolean();
    door.closing = closing;
    life.stop(() -> ended.set(true));
    assertThat(ended).isFalse();
    closing.countDown();
    await().untilTrue(ended);
    assertThat(door.calls).endsWith("close");
  }

  @Test
  void aDoorThatIsSwitchedOffDoesNotStartByItself() {
    assertThat(life.isAutoStartup()).isTrue();
    assertThat(new DoorLifecycle<>("off", door, sources, troubles, false).isAutoStartup())
        .isFalse();
  }

  private void change(String text) throws IOException {
    Files.writeString(file, text);
    sources.look();
    sources.look();
  }

  private static final class TopicsDoor implements SourceDoor<SortedSet<String>> {
    private final List<String> calls = new ArrayList<>();
    private @Nullable RuntimeException failure;
    private @Nullable RuntimeException failureOnceOpen;
    private @Nullable CountDownLatch closing;
    private boolean isOpen;

    @Override
    public SortedSet<String> named(SourcesFile file) {
      return file.topics();
    }

    @Override
    public void open(SortedSet<String> topics, SourcesFile file) {
      assertThat(isOpen).isFalse();
      if (failure != null) {
        throw failure;
      }
      isOpen = true;
      calls.add("open " + topics);
      if (failureOnceOpen != null) {
        throw failureOnceOpen;
      }
    }

    @Override
    public void keep(SourcesFile file) {
      assertThat(isOpen).isTrue();
      calls.add("keep");
    }

    @Override
    public void close() {
      if (closing != null) {
        try {
          closing.await();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
      if (isOpen) {
        isOpen = false;
        calls.add("close");
      }
    }
  }
}
