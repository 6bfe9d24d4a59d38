package dev.tradewitness.client.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.tradewitness.client.event.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RefusedFileTest extends SpoolCase {

  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("refused.ndjson");
  }

  @Test
  void eachEventIsALineWithItsTextAsItWasSent() throws IOException {
    List<Event> events = some.next(2);
    var refused = new RefusedFile(folder, 1024 * 1024);
    assertThat(refused.append(List.of(new RefusedEvent(events.get(0), "HTTP_413")))).isEqualTo(1);
    assertThat(refused.append(List.of(new RefusedEvent(events.get(1), "SCH-002")))).isEqualTo(1);
    assertThat(Files.readString(file))
        .isEqualTo(line(events.get(0), "HTTP_413") + line(events.get(1), "SCH-002"));
  }

  @Test
  void whatIsNotJsonAndWhatIsNoCodeDoNotSpoilTheLine() throws IOException {
    byte[] text = "{\"a\":}".getBytes(StandardCharsets.UTF_8);
    Event event = Event.of(new UUID(1, 2), text);
    new RefusedFile(folder, 1024).append(List.of(new RefusedEvent(event, "\"}\n")));
    assertThat(Files.readString(file))
        .isEqualTo(
            "{\"code\":\"REFUSED\",\"event_id\":\"%s\",\"event_base64\":\"%s\"}\n"
                .formatted(event.id(), Base64.getEncoder().encodeToString(text)));
  }

  @Test
  void aFullFileTakesTheFirstOnesThatFitAndMoreOnceItWasMovedAway() throws IOException {
    List<RefusedEvent> three =
        some.next(3).stream().map(event -> new RefusedEvent(event, "HTTP_413")).toList();
    int two = three.stream().limit(2).mapToInt(one -> line(one.event(), "HTTP_413").length()).sum();
    var refused = new RefusedFile(folder, two + 10);
    assertThat(refused.append(three)).isEqualTo(2);
    assertThat(refused.append(three.subList(2, 3))).isZero();
    Files.move(file, folder.resolve("looked-at.ndjson"));
    assertThat(refused.append(three.subList(2, 3))).isEqualTo(1);
  }

  @Test
  void aLineBeginsBehindHalfOfOneThatAKillLeft() throws IOException {
    Files.writeString(file, "{\"code\":\"HT");
    Event event = some.next();
    new RefusedFile(folder, 1024 * 1024).append(List.of(new RefusedEvent(event, "HTTP_413")));
    assertThat(Files.readString(file)).isEqualTo("{\"code\":\"HT\n" + line(event, "HTTP_413"));
  }

  @Test
  void aFileThatCannotBeWrittenIsSaid() throws IOException {
    Files.createDirectory(file);
    var refused = new RefusedFile(folder, 1024);
    assertThatIOException()
        .isThrownBy(() -> refused.append(List.of(new RefusedEvent(some.next(), "HTTP_413"))));
  }

  @Test
  void theSpoolLeavesItAlone() throws IOException {
    Files.writeString(file, "{}\n", StandardOpenOption.CREATE);
    try (FileSpool spool = FileSpool.open(folder, BOUNDS)) {
      assertThat(spool.records()).isZero();
      assertThat(spool.bytes()).isZero();
    }
    assertThat(Files.readString(file)).isEqualTo("{}\n");
  }

  private static String line(Event event, String code) {
    return "{\"code\":\"%s\",\"event_id\":\"%s\",\"event\":%s}\n"
        .formatted(code, event.id(), StandardCharsets.UTF_8.decode(event.text()));
  }
}
