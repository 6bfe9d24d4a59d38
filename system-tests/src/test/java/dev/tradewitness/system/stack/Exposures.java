package dev.tradewitness.system.stack;

import dev.tradewitness.common.canonical.JsonObject;
import java.io.IOException;
import java.math.BigDecimal;

/// What authorize says an account has open and holds.
public record Exposures(BigDecimal gross, BigDecimal net) {

  public static Exposures of(Http authorize, String account) throws IOException {
    JsonObject answer = authorize.get("/v1/exposures/" + account).expect(200).json();
    return new Exposures(
        new BigDecimal(CapturedStream.text(answer, "gross")),
        new BigDecimal(CapturedStream.text(answer, "net")));
  }
}
