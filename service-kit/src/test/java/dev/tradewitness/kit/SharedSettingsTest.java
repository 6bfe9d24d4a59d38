package dev.tradewitness.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ClassPathResource;

class SharedSettingsTest {

  @Test
  void producersAreIdempotentAndSendOneRequestAtATime() throws IOException {
    var environment = new StandardEnvironment();
    new YamlPropertySourceLoader()
        .load("shared", new ClassPathResource("tradewitness-service.yaml"))
        .forEach(environment.getPropertySources()::addLast);
    KafkaProperties kafka =
        Binder.get(environment).bindOrCreate("spring.kafka", KafkaProperties.class);
    assertThat(kafka.buildProducerProperties())
        .containsEntry(ProducerConfig.ACKS_CONFIG, "all")
        .containsEntry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true")
        .containsEntry(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, "1");
  }
}
