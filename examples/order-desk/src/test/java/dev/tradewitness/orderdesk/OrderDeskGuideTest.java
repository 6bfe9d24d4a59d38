package dev.tradewitness.orderdesk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OrderDeskGuideTest {

  private static final Pattern BLOCK = Pattern.compile("(?s)```(?:java|yaml)\n(.*?)```");

  @Test
  void thePagesCodeIsThatOfTheExample() throws IOException {
    Path home = Path.of(System.getProperty("tradewitness.home"));
    String sources = sources(home.resolve("examples/order-desk/src"));
    List<String> blocks =
        BLOCK
            .matcher(Files.readString(home.resolve("docs/client-spring.md")))
            .results()
            .map(block -> block.group(1))
            .toList();
    assertThat(blocks)
        .hasSizeGreaterThan(3)
        .allSatisfy(block -> assertThat(sources).contains(block));
  }

  private static String sources(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(OrderDeskGuideTest::text)
          .collect(Collectors.joining("\n"));
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
