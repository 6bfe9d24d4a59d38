package dev.tradewitness.capture.source.fix;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FixLogTest {

  @Test
  void aQuotedMessageIsNotLogged() {
    assertThat(
            FixLog.withoutMessage(
                "Invalid LOGON message, disconnecting: Expected CheckSum=1 in 8=FIX.4.4\u0001554=x\u0001"))
        .isEqualTo("Invalid LOGON message, disconnecting: Expected CheckSum=1 in …");
    assertThat(FixLog.withoutMessage("Skipping 35=A\u0001554=x\u0001")).isEqualTo("Skipping 35=A…");
    assertThat(FixLog.withoutMessage("Disconnecting: Timed out"))
        .isEqualTo("Disconnecting: Timed out");
  }
}
