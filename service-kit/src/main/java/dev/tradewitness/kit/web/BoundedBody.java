package dev.tradewitness.kit.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.http.HttpStatus;

/// Reads request bodies up to a bound.
public final class BoundedBody {

  static final String INCOMPLETE = "BODY_INCOMPLETE";
  static final String INCOMPLETE_DETAIL = "The body did not arrive whole";

  private BoundedBody() {}

  /// The whole body.
  ///
  /// @param bytesMax a body of exactly this many bytes is read, a longer one is not
  /// @throws ProblemException 413 `BODY_TOO_LARGE` beyond the bound, before more than the bound is
  ///   in memory; 400 `BODY_INCOMPLETE` when it ends early or stops coming
  public static byte[] read(HttpServletRequest request, int bytesMax) {
    long length = request.getContentLengthLong();
    if (length > bytesMax) {
      throw tooLarge(bytesMax);
    }
    try {
      return length >= 0
          ? readInPlace(request.getInputStream(), (int) length)
          : readToEnd(request.getInputStream(), bytesMax);
    } catch (IOException e) {
      throw ProblemException.of(HttpStatus.BAD_REQUEST, INCOMPLETE, INCOMPLETE_DETAIL);
    }
  }

  /// Not piece by piece, for then it would be there twice: in pieces and whole.
  private static byte[] readInPlace(InputStream input, int length) throws IOException {
    byte[] body = new byte[length];
    if (input.readNBytes(body, 0, length) < length) {
      throw new EOFException();
    }
    return body;
  }

  private static byte[] readToEnd(InputStream input, int bytesMax) throws IOException {
    byte[] body = input.readNBytes(bytesMax + 1);
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
