package dev.tradewitness.capture.sources;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// `tradewitness config check FILE`: says whether a sources file would be taken, what it says, or
/// what is wrong with it.
public final class SourcesCheck {

  private static final int VALID = 0;
  private static final int REFUSED = 1;
  private static final int NOT_READ = 2;

  private SourcesCheck() {}

  /// Ends with 0 when the file is valid, 1 when it is not, 2 when it cannot be read.
  public static void main(String[] arguments) {
    System.exit(run(arguments, System.out));
  }

  static int run(String[] arguments, PrintStream out) {
    if (arguments.length != 1) {
      out.println("one file is checked at a time");
      return NOT_READ;
    }
    String file = arguments[0];
    try {
      SourcesFile sources = SourcesParser.parse(Files.readAllBytes(Path.of(file)));
      out.printf("%s: valid, digest %s%n", file, sources.digest().hex());
      SourcesDescription.of(sources).forEach(line -> out.println("  " + line));
      return VALID;
    } catch (SourcesRefusedException e) {
      e.faults().forEach(fault -> out.println(file + ": " + fault));
      return REFUSED;
    } catch (IOException e) {
      out.println(file + ": cannot be read: " + e);
      return NOT_READ;
    }
  }
}
