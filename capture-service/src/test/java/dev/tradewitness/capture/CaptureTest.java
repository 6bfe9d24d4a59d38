package dev.tradewitness.capture;

import dev.tradewitness.testservers.TestServers;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/// A whole capture-service on a database and a Kafka of its own.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@TestServers("capture")
@SpringBootTest(
    classes = CaptureApplication.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "tradewitness.capture.signing.seed=" + CaptureTest.SEED,
      "tradewitness.capture.signing.streams[0].policy-id=test:checkpoint",
      "tradewitness.capture.signing.streams[0].mode=checkpoint",
      "spring.jpa.hibernate.ddl-auto=validate",
      "tradewitness.capture.ldjson.port=0",
      "tradewitness.capture.ldjson.metrics-port=0",
      // Tests share their machine with whatever else builds there.
      "tradewitness.capture.intake.deadline=20s",
      "tradewitness.capture.rest.batch-deadline=60s"
    })
public @interface CaptureTest {

  /// 32 bytes for tests.
  String SEED = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
}
