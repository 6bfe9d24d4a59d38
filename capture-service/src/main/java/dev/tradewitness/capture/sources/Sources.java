package dev.tradewitness.capture.sources;

import dev.tradewitness.common.crypto.Hash;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sources in force: the last valid state of the file. A file that is not valid changes
/// nothing.
public final class Sources {

  private static final Logger log = LoggerFactory.getLogger(Sources.class);
  private static final String BUILT_IN = "/sources.yaml";

  private final @Nullable Path path;
  private final MeterRegistry meters;
  private final List<Consumer<SourcesFile>> takers = new CopyOnWriteArrayList<>();
  private volatile SourcesFile current;

  /// Why the file as it is now is not in force; null when it is.
  private volatile @Nullable String refusal;

  /// Of the last look; the watching thread only.
  private Hash seen;

  /// Whether a taker wants to be told once more.
  private volatile boolean again;

  private Sources(@Nullable Path path, SourcesFile first, MeterRegistry meters) {
    this.path = path;
    this.current = first;
    this.seen = first.digest();
    this.meters = meters;
  }

  /// @param path null for the file that is part of the program
  /// @throws IllegalArgumentException when the file cannot be read or is not valid
  static Sources load(@Nullable Path path, MeterRegistry meters) {
    try {
      SourcesFile first = SourcesParser.parse(path == null ? builtIn() : read(path));
      log.atInfo()
          .addKeyValue("file", path == null ? "built-in" : path)
          .addKeyValue("digest", first.digest().hex())
          .addKeyValue("topics", first.topics())
          .log("sources are in force");
      return new Sources(path, first, meters);
    } catch (IOException e) {
      throw new IllegalArgumentException("the sources file cannot be read: " + e, e);
    } catch (SourcesRefusedException e) {
      throw new IllegalArgumentException("%s is not valid: %s".formatted(path, e.getMessage()), e);
    }
  }

  /// The file that is part of the program.
  public static byte[] builtIn() {
    try (InputStream file = Sources.class.getResourceAsStream(BUILT_IN)) {
      return Objects.requireNonNull(file, BUILT_IN).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] read(Path path) throws IOException {
    try (InputStream file = Files.newInputStream(path)) {
      return file.readNBytes(SourcesParser.BYTES_MAX + 1);
    }
  }

  /// What is in force now. To be asked once for a group of messages that belong together.
  public SourcesFile current() {
    return current;
  }

  /// Why the file as it is now is not in force; null when it is.
  public @Nullable String refusal() {
    return refusal;
  }

  /// Is told of each further state, by the watching thread, once it is in force; again at the next
  /// look when it throws.
  public void onChange(Consumer<SourcesFile> taker) {
    takers.add(taker);
  }

  /// All are told once more what is in force, at the next look.
  void tellAgain() {
    again = true;
  }

  /// One look at the file. A change counts once two looks found the same bytes, so that a file
  /// which is just being written is not taken for a shorter one.
  void look() {
    if (again) {
      again = false;
      tell(current);
    }
    if (path == null) {
      return;
    }
    byte[] bytes;
    try {
      bytes = read(path);
    } catch (IOException e) {
      refuse("cannot be read: " + e);
      return;
    }
    Hash found = Hash.of(bytes);
    boolean settled = found.equals(seen);
    seen = found;
    if (!settled) {
      return;
    }
    if (!found.equals(current.digest())) {
      take(bytes);
    } else if (!again) {
      refusal = null;
    }
  }

  private void take(byte[] bytes) {
    try {
      SourcesFile next = SourcesParser.parse(bytes);
      current = next;
      refusal = null;
      tell(next);
      log.atInfo()
          .addKeyValue("digest", next.digest().hex())
          .addKeyValue("topics", next.topics())
          .log("other sources are in force");
      meters.counter("tradewitness.capture.sources.reloads", "outcome", "applied").increment();
    } catch (SourcesRefusedException e) {
      refuse(Objects.requireNonNull(e.getMessage()));
    }
  }

  /// A taker that fails must not keep the others, or later changes, from being told.
  private void tell(SourcesFile next) {
    for (Consumer<SourcesFile> taker : takers) {
      try {
        taker.accept(next);
      } catch (RuntimeException e) {
        String reason = "not carried out: " + e.getMessage();
        if (!reason.equals(refusal)) {
          log.atError()
              .setCause(e)
              .log("a change of the sources is not carried out; it is tried again");
        }
        refusal = reason;
        again = true; // whatever the file says by then
      }
    }
  }

  private void refuse(String reason) {
    if (!reason.equals(refusal)) {
      log.atWarn()
          .addKeyValue("file", path)
          .addKeyValue("reason", reason)
          .log("the sources of before stay in force");
      meters.counter("tradewitness.capture.sources.reloads", "outcome", "refused").increment();
    }
    refusal = reason;
  }
}
