package dev.tradewitness.spring.logged;

import dev.tradewitness.spring.client.BoundedLog;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import org.springframework.util.ClassUtils;

/// A method whose calls are logged.
///
/// @param parameters names, in their order; empty when they are not known
/// @param complaints its own bound, so that a method that fails often does not hide another
record LoggedMethod(
    Method method, List<String> parameters, List<LoggedRule> rules, BoundedLog complaints) {

  static final Duration INTERVAL = Duration.ofSeconds(10);

  LoggedMethod(Method method, List<String> parameters, List<LoggedRule> rules) {
    this(method, List.copyOf(parameters), List.copyOf(rules), new BoundedLog(INTERVAL));
  }

  String name() {
    return name(method);
  }

  static String name(Method method) {
    return ClassUtils.getShortName(method.getDeclaringClass()) + "." + method.getName();
  }
}
