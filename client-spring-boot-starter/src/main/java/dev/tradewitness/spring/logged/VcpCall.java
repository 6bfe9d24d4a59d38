package dev.tradewitness.spring.logged;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A call that has ended.
///
/// @param arguments as the caller gave them
/// @param result what the method returned, or what its future was completed with; null after an
///   exception
/// @param exception what the method threw, or its future ended with; null when there is a result
public record VcpCall(
    Method method,
    List<@Nullable Object> arguments,
    @Nullable Object result,
    @Nullable Throwable exception) {

  static VcpCall of(
      Method method,
      @Nullable Object[] arguments,
      @Nullable Object result,
      @Nullable Throwable exception) {
    List<@Nullable Object> list =
        Collections.<@Nullable Object>unmodifiableList(Arrays.<@Nullable Object>asList(arguments));
    return new VcpCall(method, list, result, exception);
  }
}
