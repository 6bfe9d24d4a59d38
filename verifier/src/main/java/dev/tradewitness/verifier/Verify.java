package dev.tradewitness.verifier;

import dev.tradewitness.evidence.format.BundleLimits;
import dev.tradewitness.verifier.Arguments.Option;
import dev.tradewitness.verifier.check.Check;
import dev.tradewitness.verifier.check.SplitView;
import dev.tradewitness.verifier.check.Verification;
import dev.tradewitness.verifier.evidence.MalformedException;
import dev.tradewitness.verifier.report.BundleReport;
import dev.tradewitness.verifier.report.HtmlReport;
import dev.tradewitness.verifier.report.JsonReport;
import dev.tradewitness.verifier.report.RunReport;
import dev.tradewitness.verifier.report.TextReport;
import dev.tradewitness.verifier.trust.TrustRoots;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Checks evidence bundles offline: `java -jar verifier.jar [--trust FILE] [--html FILE] FILE...`
///
/// Exit status 0 when every check of every file holds under the given trust, 4 when every check
/// holds but something is not known, 1 when one fails, 2 when a file cannot be read or the
/// arguments are invalid. Of several files the worst counts.
public final class Verify {

  static final int PASSED = 0;
  static final int FAILED = 1;
  static final int UNREADABLE = 2;
  static final int WHOLE = 4;

  private static final int TRUST_BYTES_MAX = 1024 * 1024;

  private final PrintStream out;
  private final PrintStream err;

  /// Reads one of the files that say whom to trust.
  private interface TrustReader {
    TrustRoots read(TrustRoots roots, byte[] file) throws MalformedException;
  }

  Verify(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  public static void main(String[] words) {
    var out = utf8(FileDescriptor.out);
    var err = utf8(FileDescriptor.err);
    int status = new Verify(out, err).run(words);
    out.flush();
    err.flush();
    System.exit(status);
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
  }

  int run(String... words) {
    try {
      Arguments arguments = Arguments.parse(words);
      if (arguments.help()) {
        out.print(help());
        return PASSED;
      }
      return verify(arguments, roots(arguments));
    } catch (Arguments.UsageException | java.nio.file.InvalidPathException e) {
      err.println(e.getMessage());
      err.print(usage());
      return UNREADABLE;
    }
  }

  private int verify(Arguments arguments, TrustRoots roots) {
    var reports = new ArrayList<BundleReport>();
    for (Path file : arguments.files()) {
      BundleReport report = report(file, roots);
      reports.add(report);
      if (!arguments.json()) {
        out.print(TextReport.of(report));
      }
    }
    RunReport run = RunReport.of(reports);
    if (arguments.json()) {
      out.println(JsonReport.of(run));
    } else {
      out.print(TextReport.comparison(run));
    }
    return written(arguments, run) ? status(run) : UNREADABLE;
  }

  private static int status(RunReport run) {
    return switch (run.result()) {
      case PASS -> PASSED;
      case WHOLE -> WHOLE;
      case FAIL -> FAILED;
      case UNREADABLE -> UNREADABLE;
    };
  }

  /// False when the report was to be written and could not be.
  private boolean written(Arguments arguments, RunReport run) {
    Optional<Path> file = arguments.file(Option.HTML);
    if (file.isEmpty()) {
      return true;
    }
    try {
      Files.writeString(file.get(), HtmlReport.of(run));
      return true;
    } catch (IOException e) {
      err.println("--html " + file.get() + ": " + reason(e));
      return false;
    }
  }

  private static BundleReport report(Path file, TrustRoots roots) {
    try {
      return BundleVerifier.verify(
          file.toString(), read(file, BundleLimits.BUNDLE.fileBytesMax()), roots);
    } catch (IOException e) {
      return new BundleReport.Unreadable(file.toString(), reason(e));
    } catch (OutOfMemoryError e) {
      return new BundleReport.Unreadable(
          file.toString(), "needs more memory than this JVM has: java -Xmx2g -jar ...");
    }
  }

  private static TrustRoots roots(Arguments arguments) throws Arguments.UsageException {
    TrustRoots roots = TrustRoots.NONE;
    roots = roots(arguments, Option.TRUST, roots, TrustRoots::withPolicy);
    roots = roots(arguments, Option.KEYS, roots, TrustRoots::withKeys);
    return roots(arguments, Option.CA, roots, TrustRoots::withCertificates);
  }

  private static TrustRoots roots(
      Arguments arguments, Option option, TrustRoots roots, TrustReader reader)
      throws Arguments.UsageException {
    Optional<Path> file = arguments.file(option);
    if (file.isEmpty()) {
      return roots;
    }
    try {
      return reader.read(roots, read(file.get(), TRUST_BYTES_MAX));
    } catch (IOException | MalformedException e) {
      throw new Arguments.UsageException(option.word() + " " + file.get() + ": " + reason(e));
    }
  }

  private static byte[] read(Path file, int bytesMax) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(bytesMax + 1);
      if (bytes.length > bytesMax) {
        throw new IOException("more than " + bytesMax + " bytes");
      }
      return bytes;
    }
  }

  private static String reason(Exception e) {
    return e instanceof NoSuchFileException ? "no such file" : String.valueOf(e.getMessage());
  }

  private static String usage() {
    return "usage: verify [--trust FILE] [--keys FILE] [--ca FILE] [--json] [--html FILE] FILE..."
        + "   (--help lists the checks)\n";
  }

  private static String help() {
    var help = new StringBuilder(usage());
    help.append(
        """

        Checks evidence bundles offline. Nothing is taken from the network or from the servers.

          --trust FILE  policy of whoever checks: signing keys, and time-stamp authorities each
                        with its trust (docs/verify.md)
          --keys FILE   signing keys alone: JSON as GET /vcp/keys answers it, or C2SP verifier
                        keys one a line
          --ca FILE     CA certificates in PEM alone, of time-stamp authorities that the log's
                        operator does not run
          --json        one JSON object instead of the table
          --html FILE   writes a report for people, made from what was checked

        Exit status: 0 PASS, every check holds and signers and authorities are known;
        4 WHOLE, every check holds and something is not known; 1 FAIL, a check fails;
        2 not readable, or wrong usage. Of several files the worst counts.
        NOT_CHECKED means that the bundle holds nothing the check is about, or something that
        nothing here can check; it does not fail.

        Checks:
        """);
    List<Check> promise = Verification.PROMISE;
    promise.forEach(check -> line(help, check.name(), check.shows()));
    line(help, SplitView.NAME, "several bundles of one log tell one history");
    return help.toString();
  }

  private static void line(StringBuilder help, String name, String shows) {
    help.append("  %-20s  %s\n".formatted(name, shows));
  }
}
