package dev.tradewitness.spring.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SettingsGuideTest {

  private static final Pattern PROPERTY =
      Pattern.compile(
          "\"name\": \"tradewitness\\.client\\.([a-z.-]+)\",\\s+\"type\":"
              + " \"[^\"]+\",\\s+\"description\"");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| ((?:`[a-z.-]+`(?:, )?)+) \\|");
  private static final Pattern NAME = Pattern.compile("`([a-z.-]+)`");

  @Test
  void thePageHasEverySettingThatEditorsAreToldOf() throws IOException {
    assertThat(onThePage()).isEqualTo(described());
  }

  private static Set<String> described() throws IOException {
    var names = new TreeSet<String>();
    try (InputStream in =
        Objects.requireNonNull(
            ClientProperties.class
                .getClassLoader()
                .getResourceAsStream("META-INF/spring-configuration-metadata.json"))) {
      var found = PROPERTY.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      while (found.find()) {
        names.add(found.group(1));
      }
    }
    return names;
  }

  private static Set<String> onThePage() throws IOException {
    String page =
        Files.readString(
            Path.of(System.getProperty("tradewitness.home")).resolve("docs/client-spring.md"));
    int from = page.indexOf("## Settings");
    var names = new TreeSet<String>();
    var rows = ROW.matcher(page.substring(from, page.indexOf("\n## ", from + 1)));
    while (rows.find()) {
      var found = NAME.matcher(rows.group(1));
      while (found.find()) {
        names.add(found.group(1));
      }
    }
    return names;
  }
}
