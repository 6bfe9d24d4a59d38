package dev.tradewitness.authorize.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.authorize.exposure.ExecutionReport;
import dev.tradewitness.authorize.feed.ExecutionReader.Reading;
import dev.tradewitness.authorize.lane.ReportedTerms;
import dev.tradewitness.authorize.lifecycle.ReportSubmission;
import dev.tradewitness.authorize.order.ClientId;
import dev.tradewitness.authorize.order.ExecId;
import dev.tradewitness.authorize.order.Side;
import dev.tradewitness.authorize.order.Symbol;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExecutionReaderTest {

  @ParameterizedTest
  @CsvSource({
    "3, 3",
    "12345, 12345",
    "9007199254740993, 9007199254740993",
    "123456789012345678901234567890, 123456789012345678901234567890",
    "1.50, 1.50",
    "'\"o-1\"', o-1",
  })
  void anIdThatIsANumberIsTheNumbersExactText(String json, String id) {
    ReportSubmission report =
        understood("\"order_id\":%s,\"exec_id\":%s,\"client_id\":%s".formatted(json, json, json));
    assertThat(report.id()).hasToString(id);
    assertThat(report.client()).isEqualTo(new ClientId(id));
    assertThat(whole(report))
        .isInstanceOfSatisfying(
            ExecutionReport.Trade.class, fill -> assertThat(fill.execId()).hasToString(id));
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "[]", "{}", "\"\"", "\" x\"", "\"\\u0007\""})
  void anIdThatIsNeitherTextNorNumberIsRefused(String json) {
    assertThat(read("\"order_id\":" + json)).isEqualTo(new Reading.Refused("INVALID_EXECUTION"));
    assertThat(read("\"order_id\":\"o\",\"exec_id\":" + json))
        .isEqualTo(new Reading.Refused("INVALID_EXECUTION"));
  }

  @Test
  void bothNamesOfAnOrderMayBeGivenWhenTheyAgree() {
    assertThat(understood("\"order_id\":\"7\",\"client_order_id\":7").id()).hasToString("7");
    assertThat(read("\"order_id\":\"7\",\"client_order_id\":\"8\""))
        .isEqualTo(new Reading.Refused("INVALID_EXECUTION"));
  }

  @Test
  void withoutAnExecIdTheMessagesPlaceIsTheIdHoweverLongTheTopicsNameIs() {
    assertThat(execId("executions/7/42")).isEqualTo("executions/7/42");
    String topic = "t".repeat(249);
    assertThat(execId(topic + "/7/42"))
        .isEqualTo(execId(topic + "/7/42"))
        .isNotEqualTo(execId(topic + "/7/43"))
        .hasSizeLessThanOrEqualTo(64);
  }

  private static ExecutionReport whole(ReportSubmission report) {
    return ((ReportSubmission.Whole) report.content()).report();
  }

  @Test
  void aTradeIsCancelledAndCorrectedByTheIdOfItsExecution() {
    assertThat(
            understood(
                    "\"order_id\":\"o\",\"type\":\"TRADE_CANCEL\",\"exec_id\":8,\"exec_ref_id\":7")
                .content())
        .isEqualTo(new ReportSubmission.Cancels(new ExecId("8"), new ExecId("7")));
    assertThat(
            understood(
                    "\"order_id\":\"o\",\"type\":\"TRADE_CORRECT\",\"exec_id\":9,\"exec_ref_id\":7")
                .content())
        .isInstanceOfSatisfying(
            ReportSubmission.Corrects.class,
            correct -> {
              assertThat(correct.execRefId()).hasToString("7");
              assertThat(correct.trade().execId()).hasToString("9");
            });
    assertThat(read("\"order_id\":\"o\",\"type\":\"TRADE_CANCEL\",\"exec_id\":8"))
        .isEqualTo(new Reading.Refused("INVALID_EXECUTION"));
    assertThat(read("\"order_id\":\"o\",\"type\":\"TRADE_CANCEL\",\"exec_ref_id\":7"))
        .isEqualTo(new Reading.Refused("INVALID_EXECUTION"));
  }

  private static String execId(String place) {
    byte[] fill =
        "{\"order_id\":\"o\",\"price\":1,\"quantity\":1}".getBytes(StandardCharsets.UTF_8);
    Reading reading = ExecutionReader.read(fill, place);
    return ((ExecutionReport.Trade) whole(((Reading.Understood) reading).report()))
        .execId()
        .value();
  }

  @Test
  void theSymbolAndTheSideAreReadWhereTheyAreGiven() {
    ReportedTerms none = understood("\"order_id\":\"o\"").terms();
    assertThat(none).isEqualTo(ReportedTerms.NONE);
    ReportedTerms terms =
        understood("\"order_id\":\"o\",\"symbol\":\"aapl\",\"side\":\"SELL\"").terms();
    assertThat(terms).isEqualTo(new ReportedTerms(new Symbol("AAPL"), Side.SELL));
    assertThat(read("\"order_id\":\"o\",\"side\":\"HOLD\""))
        .isEqualTo(new Reading.Refused("INVALID_EXECUTION"));
    assertThat(read("\"order_id\":\"o\",\"symbol\":7"))
        .isEqualTo(new Reading.Refused("INVALID_EXECUTION"));
  }

  private static ReportSubmission understood(String ids) {
    Reading reading = read(ids);
    assertThat(reading).as(ids).isInstanceOf(Reading.Understood.class);
    return ((Reading.Understood) reading).report();
  }

  private static Reading read(String ids) {
    return ExecutionReader.read(
        ("{" + ids + ",\"price\":1,\"quantity\":1}").getBytes(StandardCharsets.UTF_8),
        "executions/0/0");
  }
}
