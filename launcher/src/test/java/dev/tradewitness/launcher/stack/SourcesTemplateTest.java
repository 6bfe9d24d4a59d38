package dev.tradewitness.launcher.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A user's own sources file is never touched.
class SourcesTemplateTest {

  private @TempDir Path folder;
  private StackSettings settings;
  private Path file;

  @BeforeEach
  void settle() throws IOException {
    settings = new StackSettings(folder, folder.resolve("data"), 0, List.of("capture"), false);
    Files.createDirectories(settings.data());
    file = settings.data().resolve("sources.yaml");
  }

  @Test
  void theServicesOwnFileIsCopiedOnceAndKeptAsItsUserChangedIt() throws IOException {
    jar("BOOT-INF/classes/sources.yaml");
    SourcesTemplate.ensure(settings);
    assertThat(file).content().isEqualTo("version: 1\n");

    Files.writeString(file, "mine");
    SourcesTemplate.ensure(settings);
    assertThat(file).content().isEqualTo("mine");
  }

  @Test
  void theFileThatWasNamedAtTheStartCountsUntilTheNextOne() throws IOException {
    jar("BOOT-INF/classes/sources.yaml");
    SourcesTemplate.choose(settings, folder.resolve("other.yaml").toString());
    SourcesTemplate.ensure(settings);
    assertThat(SourcesTemplate.file(settings)).isEqualTo(folder.resolve("other.yaml"));
    assertThat(file).doesNotExist();

    SourcesTemplate.choose(settings, "");
    SourcesTemplate.ensure(settings);
    assertThat(SourcesTemplate.file(settings)).isEqualTo(file).exists();
  }

  @Test
  void aStackWithoutCaptureGetsNone() throws IOException {
    jar("BOOT-INF/classes/sources.yaml");
    SourcesTemplate.ensure(
        new StackSettings(folder, settings.data(), 0, List.of("postgres"), false));
    assertThat(file).doesNotExist();
  }

  @Test
  void aServiceThatIsNotBuiltIsSaidByItsOwnStart() throws IOException {
    SourcesTemplate.ensure(settings);
    assertThat(file).doesNotExist();
  }

  @Test
  void anOlderJarIsNamed() throws IOException {
    jar("something-else");
    assertThatIOException()
        .isThrownBy(() -> SourcesTemplate.ensure(settings))
        .withMessageEndingWith("capture-service.jar has no BOOT-INF/classes/sources.yaml");
  }

  private void jar(String entry) throws IOException {
    Path jar = settings.jar("capture");
    Files.createDirectories(jar.getParent());
    try (var archive = new ZipOutputStream(Files.newOutputStream(jar))) {
      archive.putNextEntry(new ZipEntry(entry));
      archive.write("version: 1\n".getBytes(StandardCharsets.UTF_8));
    }
  }
}
