package dev.tradewitness.capture.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A change of the file counts once it is whole and valid, and never else.
class SourcesTest {

  private static final String ORDERS = "version: 1\nkafka:\n- {topic: orders, mapping: orders}\n";
  private static final String MORE = ORDERS + "- {topic: errors, mapping: errors}\n";

  private final List<SourcesFile> told = new ArrayList<>();
  private Path file;
  private Sources sources;

  @BeforeEach
  void load(@TempDir Path folder) throws IOException {
    file = folder.resolve("sources.yaml");
    Files.writeString(file, ORDERS);
    sources = Sources.load(file, new SimpleMeterRegistry());
    sources.onChange(told::add);
  }

  @Test
  void aChangeIsInForceOnceTwoLooksFoundItTheSame() throws IOException {
    Files.writeString(file, MORE);
    sources.look();
    assertThat(told).as("it may still be written").isEmpty();
    assertThat(sources.current().topics()).containsExactly("orders");

    sources.look();
    assertThat(told).hasSize(1);
    assertThat(sources.current().topics()).containsExactly("errors", "orders");

    sources.look();
    assertThat(told).as("nothing changed since").hasSize(1);
  }

  @Test
  void aFileThatGrowsFromLookToLookIsNotTaken() throws IOException {
    for (int end = 20; end <= MORE.length(); end++) {
      Files.writeString(file, MORE.substring(0, end));
      sources.look();
    }
    assertThat(told).isEmpty();
    assertThat(sources.refusal()).isNull();

    sources.look();
    assertThat(told).hasSize(1);
  }

  @Test
  void anInvalidFileChangesNothingAndSaysWhyUntilItIsMended() throws IOException {
    Files.writeString(file, ORDERS + "- {topic: errors}\n");
    sources.look();
    sources.look();
    assertThat(sources.refusal()).isEqualTo("line 4: kafka[1] has no mapping");
    assertThat(sources.current().topics()).containsExactly("orders");
    assertThat(told).isEmpty();

    Files.writeString(file, ORDERS);
    sources.look();
    sources.look();
    assertThat(sources.refusal()).as("the file is again what is in force").isNull();
    assertThat(told).isEmpty();
  }

  @Test
  void aFileThatIsGoneChangesNothing() throws IOException {
    Files.delete(file);
    sources.look();
    assertThat(sources.refusal()).startsWith("cannot be read");
    assertThat(sources.current().topics()).containsExactly("orders");

    Files.writeString(file, MORE);
    sources.look();
    sources.look();
    assertThat(sources.refusal()).isNull();
    assertThat(told).hasSize(1);
  }

  @Test
  void aTakerThatFailsKeepsNobodyElseFromBeingToldAndIsToldAgain() throws IOException {
    var failures = new AtomicInteger(2);
    var late = new ArrayList<SourcesFile>();
    sources.onChange(file -> {
      if (failures.getAndDecrement() > 0) {
        throw new IllegalStateException("the port is taken");
      }
    });
    sources.onChange(late::add);
    Files.writeString(file, MORE);
    sources.look();
    sources.look();
    assertThat(late).hasSize(1);
    assertThat(sources.refusal()).isEqualTo("not carried out: the port is taken");

    sources.look();
    assertThat(sources.refusal()).isNotNull();
    sources.look();
    assertThat(sources.refusal()).isNull();
    sources.look();
    assertThat(late).hasSize(3);
  }

  @Test
  void aServiceDoesNotStartWithAFileThatIsNotValid() throws IOException {
    Files.writeString(file, "version: 9\n");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sources.load(file, new SimpleMeterRegistry()))
        .withMessageContaining("sources.yaml is not valid: line 1: version must be 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sources.load(file.resolve("none"), new SimpleMeterRegistry()))
        .withMessageContaining("cannot be read");
  }
}
