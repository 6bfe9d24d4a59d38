package dev.tradewitness.benchmarks.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.benchmarks.load.Request;
import dev.tradewitness.benchmarks.load.ResponseParser;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CancelTrafficTest {

  private final Request request = new Request();

  @Test
  void everyOrderIsCancelled() throws Exception {
    assertThat(cancelled(new CancelTraffic("r-", 100, 8, Long.MAX_VALUE), 0)).isEqualTo(100);
  }

  @Test
  void theRestIsLeftOnceSoManyInARowHadEndedBefore() throws Exception {
    assertThat(cancelled(new CancelTraffic("r-", 100, 8, 10), 30)).isEqualTo(40);
    assertThat(cancelled(new CancelTraffic("r-", 35, 8, 10), 30)).isEqualTo(35);
  }

  /// @param open the newest so many are open, all others have ended
  private int cancelled(CancelTraffic traffic, int open) throws Exception {
    int sent = 0;
    while (traffic.next(request)) {
      boolean applied = sent < open || (open == 0 && sent % 2 == 0);
      sent++;
      traffic.answered(request, response("{\"applied\":" + applied + ",\"duplicate\":false}"));
    }
    return sent;
  }

  private static ResponseParser response(String body) throws Exception {
    var parser = new ResponseParser();
    parser.feed(
        ByteBuffer.wrap(
            "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(body.length(), body)
                .getBytes(StandardCharsets.US_ASCII)));
    return parser;
  }
}
