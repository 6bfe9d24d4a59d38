package dev.tradewitness.authorize.api;

import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.common.event.Names;
import dev.tradewitness.common.wire.Violation;
import dev.tradewitness.kit.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/// The header `x-client-id`: a client id in UTF-8. It stands over the client that a body names.
final class ClientHeader {

  private static final String NAME = "x-client-id";

  private ClientHeader() {}

  /// Null when there is no such header.
  ///
  /// @throws ProblemException 400 `INVALID_CLIENT_ID`
  static @Nullable ClientId read(HttpServletRequest request) {
    String header = request.getHeader(NAME);
    if (header == null) {
      return null;
    }
    try {
      // The server reads header bytes as ISO 8859-1.
      String client =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(header.getBytes(StandardCharsets.ISO_8859_1)))
              .toString();
      if (ClientId.isValid(client)) {
        return new ClientId(client);
      }
    } catch (CharacterCodingException e) {
      // Refused below.
    }
    throw ProblemException.of(
        HttpStatus.BAD_REQUEST,
        "INVALID_CLIENT_ID",
        "The header x-client-id is not a client id",
        List.of(new Violation("", "INVALID_CLIENT_ID", NAME + " is " + Names.EXPECTED)));
  }
}
