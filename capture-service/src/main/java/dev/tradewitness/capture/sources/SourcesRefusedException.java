package dev.tradewitness.capture.sources;

import java.util.List;
import java.util.stream.Collectors;

/// The file is not valid; nothing of it is applied.
public final class SourcesRefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<Fault> faults;

  SourcesRefusedException(List<Fault> faults) {
    super(faults.stream().map(Fault::toString).collect(Collectors.joining("; ")));
    this.faults = List.copyOf(faults);
  }

  /// What is wrong in one place.
  ///
  /// @param line from 1
  /// @param path of the member, for example `kafka[0].topic`; empty for the file itself
  public record Fault(int line, String path, String reason) {

    @Override
    public String toString() {
      return "line %d: %s%s".formatted(line, path.isEmpty() ? "" : path + " ", reason);
    }
  }

  /// At least one, in the order of their lines.
  public List<Fault> faults() {
    return faults;
  }
}
