package dev.tradewitness.spring.test;

import dev.tradewitness.client.TradewitnessBuilder;
import dev.tradewitness.spring.client.TradewitnessBuilderCustomizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.util.FileSystemUtils;

/// Connects the client with the recorder. Closed behind the client, which uses it: then the spool's
/// folder is deleted.
final class RecorderConnection implements TradewitnessBuilderCustomizer, AutoCloseable {

  private final TradewitnessRecorder recorder;
  private final Path folder;

  RecorderConnection(TradewitnessRecorder recorder, Path folder) {
    this.recorder = recorder;
    this.folder = folder;
  }

  static Path folder() {
    try {
      return Files.createTempDirectory("tradewitness-recorder");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void customize(TradewitnessBuilder builder) {
    builder.http(new RecorderHttp(recorder::answer));
  }

  @Override
  public void close() throws IOException {
    boolean _ = FileSystemUtils.deleteRecursively(folder);
  }
}
