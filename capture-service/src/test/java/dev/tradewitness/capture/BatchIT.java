package dev.tradewitness.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.common.canonical.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/// Many events in one request, each with its own result.
@CaptureTest
class BatchIT {

  private CaptureHttp http;

  @BeforeEach
  void connect(@LocalServerPort int port) {
    http = new CaptureHttp(port);
  }

  @Test
  void oneBadLineSpoilsNoOther() {
    UUID twice = UUID.randomUUID();
    String batch =
        String.join(
            "\n",
            Events.order(twice, "batch:lines", "A"),
            "not json",
            "",
            Events.order(UUID.randomUUID(), "batch:lines", "B"),
            Events.order(twice, "batch:lines", "A"),
            "{\"header\":{},\"payload\":{}}",
            Events.order(UUID.randomUUID(), "batch:lines", "C"));

    JsonObject answer = post(batch, 200);

    assertThat(answer.members().keySet()).contains("accepted", "duplicates", "refused", "results");
    assertThat(answer.text("accepted")).isEqualTo("3");
    assertThat(answer.text("refused")).isEqualTo("2");
    assertThat(answer.text("duplicates")).isEqualTo("1");
    assertThat(status(answer, 0)).isEqualTo("ok");
    assertThat(status(answer, 1)).isEqualTo("refused");
    assertThat(result(answer, 1).array("violations").toString()).contains("NOT_JSON");
    assertThat(status(answer, 2)).isEqualTo("ok");
    assertThat(status(answer, 3)).isEqualTo("duplicate");
    assertThat(result(answer, 3).text("sequence")).isEqualTo(result(answer, 0).text("sequence"));
    assertThat(result(answer, 4).array("violations").toString()).contains("/policy_identification");
    assertThat(result(answer, 5).text("index")).isEqualTo("5");
    assertThat(IntStream.of(0, 2, 5).mapToObj(i -> result(answer, i).text("sequence")))
        .containsExactly("0", "1", "2");
  }

  @Test
  void manyEventsShareATransaction() {
    double groups = groups();
    String batch =
        IntStream.range(0, 2000)
            .mapToObj(_ -> Events.order(UUID.randomUUID(), "batch:groups"))
            .collect(Collectors.joining("\n"));

    JsonObject answer = post(batch, 200);

    assertThat(answer.text("accepted")).isEqualTo("2000");
    // How many depends on what the machine decodes while one group is stored.
    assertThat(groups() - groups).isBetween(1.0, 1000.0);
  }

  private double groups() {
    return http.get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith("tradewitness_capture_group_events_count"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Test
  void anArrayIsTakenLikeLines() {
    String batch =
        "["
            + Events.order(UUID.randomUUID(), "batch:array")
            + " , {\"broken\": } ,"
            + Events.order(UUID.randomUUID(), "batch:array")
            + "]";

    JsonObject answer = post(batch, 200);

    assertThat(answer.text("accepted")).isEqualTo("2");
    assertThat(answer.text("refused")).isEqualTo("1");
  }

  @Test
  void aConflictInsideABatchIsOnlyThatEventsOwn() {
    UUID id = UUID.randomUUID();
    JsonObject answer =
        post(
            Events.order(id, "batch:conflict", "A")
                + "\n"
                + Events.order(id, "batch:conflict", "B")
                + "\n"
                + Events.order(UUID.randomUUID(), "batch:conflict", "C"),
            200);

    assertThat(answer.text("accepted")).isEqualTo("2");
    assertThat(status(answer, 1)).isEqualTo("conflict");
    assertThat(result(answer, 1).array("violations").toString()).contains("ID_REUSED");
  }

  @Test
  void tenThousandEventsAreTakenAndOneMoreIsNot() {
    String full = lines(10_000);

    assertThat(post(full, 200).text("accepted")).isEqualTo("10000");
    JsonObject again = post(full, 200);
    assertThat(again.array("results").elements())
        .filteredOn(result -> !"duplicate".equals(((JsonObject) result).string("status")))
        .isEmpty();
    assertThat(again.text("duplicates")).isEqualTo("10000");
    assertThat(post(full + "\n" + lines(1), 413).string("code")).isEqualTo("TOO_MANY_EVENTS");
    assertThat(http.get("/vcp/streams").text())
        .contains("\"policy_id\":\"batch:full\",\"head\":10000,");
  }

  @Test
  void anEventThatIsTooLargeIsRefusedAlone() {
    String large = Events.order(UUID.randomUUID(), "batch:large", "x".repeat(70_000));

    JsonObject answer = post(large + "\n" + Events.order(UUID.randomUUID(), "batch:large"), 200);

    assertThat(result(answer, 0).array("violations").toString()).contains("EVENT_TOO_LARGE");
    assertThat(status(answer, 1)).isEqualTo("ok");
  }

  @Test
  void whatIsNoBatchIsRefusedWhole() {
    assertThat(post("", 400).string("code")).isEqualTo("BATCH_REFUSED");
    assertThat(post("[{}, ", 400).string("code")).isEqualTo("BATCH_REFUSED");
  }

  private static String lines(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Events.order(UUID.randomUUID(), "batch:full", "O" + i))
        .collect(Collectors.joining("\n"));
  }

  private JsonObject post(String batch, int status) {
    var answer = http.post("/vcp/log/batch", batch.getBytes(StandardCharsets.UTF_8));
    assertThat(answer.status())
        .as(answer.text().substring(0, Math.min(200, answer.text().length())))
        .isEqualTo(status);
    return answer.json();
  }

  private static JsonObject result(JsonObject answer, int index) {
    return (JsonObject) answer.array("results").get(index);
  }

  private static String status(JsonObject answer, int index) {
    return result(answer, index).string("status");
  }
}
