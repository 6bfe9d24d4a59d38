package dev.tradewitness.capture.source.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tradewitness.capture.decode.mirror.JsonPointer;
import dev.tradewitness.capture.decode.mirror.OrderEvent;
import dev.tradewitness.capture.decode.mirror.OrderMember;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class MirrorPropertiesTest {

  private static final String PREFIX = "tradewitness.capture.mirror";

  private static MirrorProperties properties(Map<String, String> settings) {
    var prefixed = new HashMap<String, String>();
    settings.forEach((key, value) -> prefixed.put(PREFIX + "." + key, value));
    return new Binder(new MapConfigurationPropertySource(prefixed))
        .bindOrCreate(PREFIX, MirrorProperties.class);
  }

  @Test
  void theDefaultsAreTheDocumentedOnes() {
    MirrorProperties defaults = properties(Map.of());
    assertThat(defaults.policy().policyId()).isEqualTo("local.tradewitness:capture");
    assertThat(defaults.bodySizeMax()).isEqualTo(DataSize.ofMegabytes(1));
    assertThat(defaults.uploadsMax()).isEqualTo(DataSize.ofMegabytes(32));
    assertThat(defaults.uploadTimeMax()).isEqualTo(Duration.ofSeconds(5));
    assertThat(defaults.orderMappings()).containsExactly(MappingProperties.ORDERS.mapping());
    assertThat(defaults.storedHeaders()).contains("user-agent", "x-forwarded-for");
    assertThat(defaults.redact()).contains("password", "secret", "token", "pin");
  }

  @Test
  void mappingsReplaceTheDefaultAndMayBeNone() {
    MirrorProperties p =
        properties(
            Map.of(
                "mappings[0].path", "/v2/order",
                "mappings[0].methods", "PUT,POST",
                "mappings[0].event", "mod",
                "mappings[0].members.order-id", "/clOrdId",
                "mappings[0].required", "order_id"));
    var mapping = p.orderMappings().getFirst();
    assertThat(mapping.event()).isEqualTo(OrderEvent.MOD);
    assertThat(mapping.methods()).containsExactlyInAnyOrder("PUT", "POST");
    assertThat(mapping.required()).isEqualTo(Set.of(OrderMember.ORDER_ID));
    assertThat(mapping.pointers())
        .isEqualTo(Map.of(OrderMember.ORDER_ID, JsonPointer.parse("/clOrdId")));
    assertThat(properties(Map.of("mappings", "")).orderMappings()).isEmpty();
  }

  @Test
  void theDenyListWins() {
    assertThat(properties(Map.of("never-headers", "user-agent")).storedHeaders())
        .doesNotContain("user-agent")
        .contains("accept");
  }

  @ParameterizedTest
  @CsvSource({
    "headers,Authorization,credentials are never stored",
    "headers,'Accept,Proxy-Authorization',credentials are never stored",
    "headers,Cookie,credentials are never stored",
    "headers,Set-Cookie,credentials are never stored",
    "headers,X-Api-Key,credentials are never stored",
    "headers,X-MBX-APIKEY,credentials are never stored",
    "headers,X-Auth-Token,credentials are never stored",
    "body-size-max,0B,body-size-max is 1 to",
    "body-size-max,9MB,body-size-max is 1 to",
    "policy-id,a b,not a policy id",
    "mappings[0].path,api,begins with /",
    "mappings[0].path,/a,has no members",
    "mappings[0].members.order-id,/x,begins with /"
  })
  void aWrongSettingStopsTheStartWithAClearMessage(String key, String value, String message) {
    assertThatThrownBy(() -> properties(Map.of(key, value)))
        .isInstanceOf(BindException.class)
        .rootCause()
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "members.order-id,clOrdId,order_id: a JSON pointer begins with /",
    "members.symbol,/x,needs a pointer to",
    "event,NEW,NEW",
    "required,colour,requires colour"
  })
  void aWrongMappingStopsTheStartWithAClearMessage(String key, String value, String message) {
    var settings = new HashMap<String, String>();
    settings.put("mappings[0].path", "/a");
    settings.put("mappings[0].members.trace-id", "/t");
    settings.put("mappings[0]." + key, value);
    assertThatThrownBy(() -> properties(settings))
        .isInstanceOf(BindException.class)
        .rootCause()
        .hasMessageContaining(message);
  }
}
