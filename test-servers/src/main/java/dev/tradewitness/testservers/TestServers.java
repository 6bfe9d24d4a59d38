package dev.tradewitness.testservers;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Gives a Spring test class a database of its own, with one role and schema, and a Kafka whose
/// topics are all empty.
///
/// Sets `spring.datasource.*` and `spring.kafka.bootstrap-servers`. The application context is
/// closed after the class, so that its consumers do not take the next class's messages.
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface TestServers {

  /// The role and schema: the service's name.
  String value();

  /// Whether the test needs Kafka.
  boolean kafka() default true;
}
