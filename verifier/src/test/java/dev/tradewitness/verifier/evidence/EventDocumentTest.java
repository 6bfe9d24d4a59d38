package dev.tradewitness.verifier.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tradewitness.evidence.format.Place;
import dev.tradewitness.evidence.made.Json;
import org.junit.jupiter.api.Test;

class EventDocumentTest {

  private static EventDocument document(String json) {
    return new EventDocument("events/x", new Place("x", 0), Json.read(json));
  }

  @Test
  void bothSpellingsNameTheirIdAndStream() {
    EventDocument snake =
        document(
            """
            {"header":{"event_id":"a"},"payload":{},"policy_identification":{"policy_id":"p"}}\
            """);
    assertThat(snake.eventId()).contains("a");
    assertThat(snake.policyId()).contains("p");
    EventDocument pascal =
        document(
            """
            {"Header":{"EventID":"b"},"Payload":{},"PolicyIdentification":{"PolicyID":"q"}}\
            """);
    assertThat(pascal.eventId()).contains("b");
    assertThat(pascal.policyId()).contains("q");
  }

  @Test
  void membersOfTheOtherSpellingAreContentOnly() {
    EventDocument snake =
        document(
            """
            {"header":{},"payload":{},"Header":{"EventID":"b"},"Payload":{},
             "PolicyIdentification":{"PolicyID":"q"}}\
            """);
    assertThat(snake.eventId()).isEmpty();
    assertThat(snake.policyId()).isEmpty();
  }
}
