package dev.tradewitness.kit.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Arrays;
import org.springframework.http.HttpStatus;

/// Reads request bodies up to a bound.
public final class BoundedBody {

  private BoundedBody() {}

  /// The whole body.
  ///
  /// @param bytesMax a body of exactly this many bytes is read, a longer one is not
  /// @throws ProblemException 413 `BODY_TOO_LARGE` beyond the bound, before more than the bound is
  ///   in memory
  public static byte[] read(HttpServletRequest request, int bytesMax) throws IOException {
    long length = request.getContentLengthLong();
    if (length > bytesMax) {
      throw tooLarge(bytesMax);
    }
    if (length >= 0) { // in place: otherwise it would be there twice, in pieces and whole
      byte[] body = new byte[(int) length];
      int read = request.getInputStream().readNBytes(body, 0, body.length);
      return read == body.length ? body : Arrays.copyOf(body, read);
    }
    byte[] body = request.getInputStream().readNBytes(bytesMax + 1);
    if (body.length > bytesMax) {
      throw tooLarge(bytesMax);
    }
    return body;
  }

  private static ProblemException tooLarge(int bytesMax) {
    return ProblemException.of(
        HttpStatus.CONTENT_TOO_LARGE,
        "BODY_TOO_LARGE",
        "The body is longer than " + bytesMax + " bytes");
  }
}
