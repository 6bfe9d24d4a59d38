package dev.tradewitness.verifier;

import dev.tradewitness.verifier.archive.ArchiveLimits;
import dev.tradewitness.verifier.check.Check;
import dev.tradewitness.verifier.check.Verification;
import dev.tradewitness.verifier.evidence.MalformedException;
import dev.tradewitness.verifier.report.BundleReport;
import dev.tradewitness.verifier.report.JsonReport;
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

/// Checks evidence bundles offline: `java -jar verifier.jar [--json] [--keys FILE] [--ca FILE]
/// FILE...`
///
/// Exit status 0 when every check of every file passes, 1 when one fails, 2 when a file cannot be
/// read or the command line says nothing that can be done.
public final class Verify {

  static final int PASSED = 0;
  static final int FAILED = 1;
  static final int UNREADABLE = 2;

  private static final int TRUST_BYTES_MAX = 1024 * 1024;

  private final PrintStream out;
  private final PrintStream err;

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
    int status = PASSED;
    var reports = new ArrayList<BundleReport>();
    for (Path file : arguments.files()) {
      BundleReport report = report(file, roots);
      status = Math.max(status, status(report));
      if (arguments.json()) {
        reports.add(report);
      } else {
        out.print(TextReport.of(report));
      }
    }
    if (arguments.json()) {
      out.println(JsonReport.of(reports));
    }
    return status;
  }

  private static int status(BundleReport report) {
    return switch (report) {
      case BundleReport.Unreadable _ -> UNREADABLE;
      case BundleReport.Checked checked -> checked.verification().passed() ? PASSED : FAILED;
    };
  }

  private static BundleReport report(Path file, TrustRoots roots) {
    try {
      return BundleVerifier.verify(
          file.toString(), read(file, ArchiveLimits.BUNDLE.fileBytesMax()), roots);
    } catch (IOException e) {
      return new BundleReport.Unreadable(file.toString(), reason(e));
    } catch (OutOfMemoryError e) {
      return new BundleReport.Unreadable(
          file.toString(), "needs more memory than this JVM has: java -Xmx2g -jar ...");
    }
  }

  private static TrustRoots roots(Arguments arguments) throws Arguments.UsageException {
    TrustRoots roots = TrustRoots.NONE;
    if (arguments.keys().isPresent()) {
      Path file = arguments.keys().get();
      try {
        roots = roots.withKeys(read(file, TRUST_BYTES_MAX));
      } catch (IOException | MalformedException e) {
        throw new Arguments.UsageException("--keys " + file + ": " + reason(e));
      }
    }
    if (arguments.ca().isPresent()) {
      Path file = arguments.ca().get();
      try {
        roots = roots.withCertificates(read(file, TRUST_BYTES_MAX));
      } catch (IOException | MalformedException e) {
        throw new Arguments.UsageException("--ca " + file + ": " + reason(e));
      }
    }
    return roots;
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
    return "usage: verify [--json] [--keys FILE] [--ca FILE] FILE...   (--help lists the checks)\n";
  }

  private static String help() {
    var help = new StringBuilder(usage());
    help.append(
        """

        Checks evidence bundles offline. Nothing is taken from the network or from the servers.

          --keys FILE  signing keys obtained another way than from the bundle: JSON as
                       GET /vcp/keys answers it, or C2SP verifier keys one a line
          --ca FILE    CA certificates of time-stamp authorities in PEM, obtained another way
          --json       one JSON object instead of the table

        Exit status: 0 every check passes; 1 a check fails; 2 not readable, or wrong usage.
        NOT_CHECKED means that the bundle holds nothing the check is about; it does not fail.

        Checks:
        """);
    List<Check> promise = Verification.PROMISE;
    promise.forEach(check -> help.append("  %-20s  %s\n".formatted(check.name(), check.shows())));
    return help.toString();
  }
}
