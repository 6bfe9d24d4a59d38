package dev.tradewitness.authorize.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.kit.web.ProblemException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

class ClientHeaderTest {

  @ParameterizedTest
  @ValueSource(strings = {"acme", "desk/7", "caf\u00e9", "\u8d35\u5dde"})
  void theHeadersBytesAreUtf8(String client) {
    byte[] bytes = client.getBytes(StandardCharsets.UTF_8);
    assertThat(ClientHeader.read(request(bytes))).isEqualTo(new ClientId(client));
  }

  @Test
  void bytesThatAreNotUtf8AreRefusedAndNotAnotherAccount() {
    byte[] bytes = "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> ClientHeader.read(request(bytes)))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.code()).isEqualTo("INVALID_CLIENT_ID"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "a\u0007"})
  void aTextThatIsNotAClientIdIsRefused(String client) {
    byte[] bytes = client.getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> ClientHeader.read(request(bytes)))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void aRequestWithoutTheHeaderNamesNoClientThere() {
    assertThat(ClientHeader.read(new MockHttpServletRequest())).isNull();
  }

  /// As the server does: a character a byte.
  private static MockHttpServletRequest request(byte[] header) {
    var request = new MockHttpServletRequest();
    request.addHeader("x-client-id", new String(header, StandardCharsets.ISO_8859_1));
    return request;
  }
}
